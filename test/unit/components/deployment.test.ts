// Mocks show what a stack file's settings ask the engine for; that a deploy works and in which order, only the real engine on
// a real daemon shows. Host, root key and what is left out are the test's own, all else is the stack file's.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../settings/parse";
import type { Settings } from "../../../settings/settings";
import { honeychat } from "../../../systems/honeychat";
import { type Asked, listed, listening, only, program, refused, told } from "../fixture";

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";

const root = join(__dirname, "../../..");
const rootKey = "0123456789abcdef".repeat(4);
const stacks = { local: "setup/Pulumi.local.yaml", staging: "Pulumi.staging.yaml", prod: "Pulumi.prod.yaml" };

// The core has a service of each kind; the rest of HoneyChat would only make the lists longer.
const core = ["api", "bot", "celery_worker", "celery_beat", "postgres", "redis"];
const parts = [...Object.keys(honeychat.services), ...Object.keys(honeychat.staticVolumes)];
const without = parts.filter((part) => !core.includes(part));

function settings(stack: keyof typeof stacks): Settings {
  const { config } = parse(readFileSync(join(root, stacks[stack]), "utf8"));
  return parseSettings(stack, { ...config, "roadstead:without": without, "roadstead:rootKey": rootKey });
}

async function deployment(stack: keyof typeof stacks, host: string, opts: pulumi.ComponentResourceOptions) {
  const { Deployment } = await import("../../../components/deployment");
  const all = { ...settings(stack), host, rootKey: pulumi.secret(rootKey), provided: {} };
  return new Deployment("honeychat", all, opts);
}

async function deploy(stack: keyof typeof stacks): Promise<{ resources: Asked[]; url: string }> {
  const host = await listening();
  const { resources, result } = await program((opts) => deployment(stack, host, opts), { stack });
  return { resources, url: result.url };
}

const containersOf = (resources: readonly Asked[]) => resources.filter(({ type }) => type === CONTAINER);

/** What the secrets' commands are told, by secret. */
function writtenIn(resources: readonly Asked[]): Record<string, { versions: { value: string }[]; readers: object[] }> {
  const commands = resources.filter(({ name, type }) => type === COMMAND && name.endsWith("-file"));
  return Object.fromEntries(commands.map((command) => [command.name.replace("-file", ""), told(command) as never]));
}

describe("A deployment of HoneyChat's core", () => {
  const deployed = {} as Record<keyof typeof stacks, { resources: Asked[]; url: string }>;
  const all = () => Object.values(deployed).map(({ resources }) => resources);

  beforeAll(async () => {
    for (const stack of ["local", "staging", "prod"] as const) deployed[stack] = await deploy(stack);
  });

  it("H1 asks in the stack `local` for these resources and no others", () => {
    expect(listed(deployed.local.resources)).toStrictEqual([
      "command:local:Command::api-admission",
      "command:local:Command::api-build",
      "command:local:Command::bot-build",
      "command:local:Command::cutover",
      "command:local:Command::database_password-file",
      "command:local:Command::database_password-user-1",
      "command:local:Command::postgres-admission",
      "command:local:Command::postgres-configuration",
      "command:local:Command::postgres_password-file",
      "command:local:Command::postgres_password-superuser",
      "command:local:Command::queue_password-file",
      "command:local:Command::queue_password-user-1",
      "command:local:Command::redis-admission",
      "command:local:Command::redis_password-file",
      "command:local:Command::redis_password-superuser",
      "command:local:Command::room",
      "command:local:Command::worker-build",
      "docker:index/container:Container::api-1",
      "docker:index/container:Container::bot-1",
      "docker:index/container:Container::celery_beat-1",
      "docker:index/container:Container::celery_worker-1",
      "docker:index/container:Container::postgres-1",
      "docker:index/container:Container::proxy",
      "docker:index/container:Container::redis-1",
      "docker:index/network:Network::external",
      "docker:index/network:Network::internal",
      "docker:index/remoteImage:RemoteImage::nginx:1.30",
      "docker:index/remoteImage:RemoteImage::postgres:15",
      "docker:index/remoteImage:RemoteImage::redis:7",
      "docker:index/volume:Volume::database_password-1",
      "docker:index/volume:Volume::postgres",
      "docker:index/volume:Volume::postgres-configuration",
      "docker:index/volume:Volume::postgres_password-current",
      "docker:index/volume:Volume::queue_password-1",
      "docker:index/volume:Volume::redis",
      "docker:index/volume:Volume::redis_password-current",
      "pulumi:providers:docker::host",
      "roadstead:index:Account::database_password",
      "roadstead:index:Account::queue_password",
      "roadstead:index:Admission::api",
      "roadstead:index:Admission::postgres",
      "roadstead:index:Admission::redis",
      "roadstead:index:Configuration::postgres",
      "roadstead:index:Cutover::cutover",
      "roadstead:index:Deployment::honeychat",
      "roadstead:index:Host::host",
      "roadstead:index:Image::api",
      "roadstead:index:Image::bot",
      "roadstead:index:Image::nginx:1.30",
      "roadstead:index:Image::postgres:15",
      "roadstead:index:Image::redis:7",
      "roadstead:index:Image::worker",
      "roadstead:index:Network::external",
      "roadstead:index:Network::internal",
      "roadstead:index:Proxy::proxy",
      "roadstead:index:Room::room",
      "roadstead:index:Secret::database_password",
      "roadstead:index:Secret::postgres_password",
      "roadstead:index:Secret::queue_password",
      "roadstead:index:Secret::redis_password",
      "roadstead:index:Service::api",
      "roadstead:index:Service::bot",
      "roadstead:index:Service::celery_beat",
      "roadstead:index:Service::celery_worker",
      "roadstead:index:Service::postgres",
      "roadstead:index:Service::redis",
      "roadstead:index:Superuser::postgres_password",
      "roadstead:index:Superuser::redis_password",
      "roadstead:index:Volume::postgres",
      "roadstead:index:Volume::redis",
    ]);
  });

  it("D1 differs between stacks in where images come from and in the number of copies only", () => {
    const names = (resources: readonly Asked[]) =>
      new Set(listed(resources).filter((name) => !/Image::|RemoteImage::|-build$|Container::\w+-[2-9]$/.test(name)));
    expect(names(deployed.staging.resources)).toStrictEqual(names(deployed.local.resources));
    expect(names(deployed.prod.resources)).toStrictEqual(names(deployed.local.resources));
  });

  it("S5 runs in production the copies that its stack file names, and beat once", () => {
    expect(listed(containersOf(deployed.prod.resources))).toStrictEqual(
      ["api-1", "api-2", "bot-1", "celery_beat-1", "celery_worker-1", "celery_worker-2"]
        .concat(["postgres-1", "proxy", "redis-1"])
        .map((name) => `${CONTAINER}::${name}`),
    );
  });

  it("D1 pulls in staging and production what the stack file names, by digest", () => {
    for (const { resources } of [deployed.staging, deployed.prod]) {
      expect(listed(resources).filter((name) => name.endsWith("-build"))).toStrictEqual([]);
      const pulled = resources.filter(({ type }) => type === "docker:index/remoteImage:RemoteImage");
      expect(pulled.map(({ inputs }) => String(inputs.name).replace(/@sha256:[0-9a-f]{64}$/, "@digest"))).toStrictEqual(
        [
          "ghcr.io/honeychat/api@digest",
          "ghcr.io/honeychat/bot@digest",
          "ghcr.io/honeychat/worker@digest",
          "postgres:15",
          "redis:7",
          "nginx:1.30",
        ],
      );
    }
  });

  it("M5 bounds every container, and lets none gain privileges", () => {
    for (const { inputs } of all().flatMap(containersOf)) {
      expect(inputs).toMatchObject({
        memory: expect.any(Number),
        memorySwap: inputs.memory,
        cpus: expect.stringMatching(/^\d+\.\d*$/),
        healthcheck: { tests: expect.any(Array), timeout: expect.any(String) },
        stopTimeout: expect.any(Number),
        logDriver: "json-file",
        logOpts: { "max-size": "10m", "max-file": "3" },
        capabilities: { drops: ["ALL"], adds: expect.any(Array) },
        securityOpts: ["no-new-privileges"],
        readOnly: true,
        restart: "unless-stopped",
      });
      expect(inputs.memory).toBeGreaterThanOrEqual(6);
      expect(Number.parseFloat(String(inputs.cpus))).toBeGreaterThan(0);
      expect(inputs).not.toHaveProperty("privileged");
      expect(inputs).not.toHaveProperty("networkMode");
      expect(inputs).not.toHaveProperty("pidMode");
    }
    expect(all().map((resources) => containersOf(resources).length)).toStrictEqual([7, 7, 9]);
  });

  it("M5 keeps capabilities in the base image that changes its user, and nowhere else", () => {
    const kept = containersOf(deployed.local.resources).map(({ name, inputs }) => [
      name,
      (inputs.capabilities as { adds: string[] }).adds.length > 0,
    ]);
    expect(Object.fromEntries(kept)).toStrictEqual({
      "api-1": false,
      "bot-1": false,
      "celery_beat-1": false,
      "celery_worker-1": false,
      "postgres-1": true,
      "redis-1": false,
      proxy: false,
    });
  });

  it("H1 publishes the proxy's port alone, and lets the proxy alone out of the internal network", () => {
    for (const resources of all()) {
      const published = containersOf(resources).filter(({ inputs }) => "ports" in inputs);
      expect(published.map(({ name }) => name)).toStrictEqual(["proxy"]);
      for (const { name, inputs } of containersOf(resources)) {
        const networks = (inputs.networksAdvanced as { name: string }[]).map((network) =>
          network.name.split("_").at(-1),
        );
        expect(networks).toStrictEqual(name === "proxy" ? ["external", "internal"] : ["internal"]);
      }
    }
    expect(only(deployed.prod.resources, CONTAINER, "proxy").inputs.ports).toStrictEqual([
      { internal: 10080, external: 80, ip: "0.0.0.0" },
    ]);
    expect(deployed.local.url).toBe("http://127.0.0.1:8080");
  });

  it("H3 gives the names of the services behind the proxy to the proxy, and to no container of theirs", () => {
    const aliases = containersOf(deployed.prod.resources).map(({ name, inputs }) => [
      name,
      (inputs.networksAdvanced as { aliases?: string[] }[]).flatMap(({ aliases: own = [] }) => own),
    ]);
    expect(Object.fromEntries(aliases)).toStrictEqual({
      "api-1": [],
      "api-2": [],
      "bot-1": ["bot"],
      "celery_beat-1": ["celery_beat"],
      "celery_worker-1": ["celery_worker"],
      "celery_worker-2": ["celery_worker"],
      "postgres-1": ["postgres"],
      "redis-1": ["redis"],
      proxy: ["api"],
    });
  });

  it("H2 creates every container before its former one is deleted", () => {
    for (const { options } of all().flatMap(containersOf)) expect(options.deleteBeforeReplace).toBe(false);
  });

  it("H4 waits with a service for the databases that it needs, and with the cutover for all that is admitted", () => {
    const { resources } = deployed.local;
    const waits = (name: string) => only(resources, COMMAND, name).options.dependsOn;
    expect(waits("api-admission")).toStrictEqual([
      "roadstead:index:Admission::postgres",
      "roadstead:index:Admission::redis",
    ]);
    expect(waits("postgres-admission")).toStrictEqual(["roadstead:index:Configuration::postgres"]);
    expect(waits("redis-admission")).toStrictEqual([]);
    expect(waits("cutover")).toStrictEqual([
      "roadstead:index:Admission::postgres",
      "roadstead:index:Admission::redis",
      "roadstead:index:Admission::api",
      "roadstead:index:Configuration::postgres",
    ]);
  });

  it("D2 cuts over the proxy, the services behind it and the workers in one command", () => {
    const { proxy, routed, workers, site, network } = told(only(deployed.prod.resources, COMMAND, "cutover")) as {
      proxy: { containers: string[] };
      routed: object[];
      workers: { service: string; order: string; containers: string[] }[];
      site: object;
      network: object;
    };
    expect(network).toStrictEqual({ name: "prod_internal", subnet: "10.210.0.0/24" });
    expect(proxy.containers).toStrictEqual(["proxy-id"]);
    expect(routed).toStrictEqual([
      { service: "api", containers: ["api-1-id", "api-2-id"], port: 8000, healthPath: "/health", drainSeconds: 60 },
    ]);
    expect(workers.map(({ service, order, containers }) => [service, order, containers])).toStrictEqual([
      ["bot", "stop-first", ["bot-1-id"]],
      ["celery_worker", "start-first", ["celery_worker-1-id", "celery_worker-2-id"]],
      ["celery_beat", "stop-first", ["celery_beat-1-id"]],
    ]);
    expect(site).toStrictEqual({
      routes: [
        { path: "/api/", service: "api" },
        { path: "/health", service: "api" },
      ],
      staticVolumes: [],
      headers: { "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY" },
      bodyLimit: 20 * 1024 ** 2,
      drainSeconds: 60,
    });
  });

  it("D5 writes each secret for those who read it, and shows no value but to the command that writes it", () => {
    for (const resources of all()) {
      const confidential = resources.filter((resource) => resource.secret.length > 0);
      expect(confidential.map(({ name }) => name).sort()).toStrictEqual([
        "database_password-file",
        "database_password-user-1",
        "postgres_password-file",
        "postgres_password-superuser",
        "queue_password-file",
        "queue_password-user-1",
        "redis_password-file",
        "redis_password-superuser",
      ]);
      for (const { secret } of confidential) expect(secret).toStrictEqual(["stdin"]);
      const written = writtenIn(resources);
      expect(Object.fromEntries(Object.entries(written).map(([name, { readers }]) => [name, readers]))).toStrictEqual({
        database_password: [{ uid: 1000, mode: 0o400 }],
        postgres_password: [{ uid: 0, mode: 0o400 }],
        queue_password: [{ uid: 1000, mode: 0o400 }],
        redis_password: [{ uid: 999, mode: 0o400 }],
      });
      const others = JSON.stringify(resources.filter((resource) => resource.secret.length === 0));
      for (const { value } of Object.values(written).flatMap(({ versions }) => versions)) {
        expect(others).not.toContain(value);
      }
      expect(others).not.toContain(rootKey);
    }
  });

  it("makes each account's user when its server answers, and before the containers that log in as it", () => {
    const { resources } = deployed.prod;
    const user = only(resources, COMMAND, "database_password-user-1");
    expect(user.inputs).toMatchObject({ create: "account", delete: "drop-account" });
    expect(user.options).toStrictEqual({
      parent: "roadstead:index:Account::database_password",
      dependsOn: ["roadstead:index:Admission::postgres", "roadstead:index:Superuser::postgres_password"],
    });
    expect(told(user)).toStrictEqual({
      stack: "prod",
      secret: "database_password",
      version: 1,
      account: { kind: "postgres-role", service: "postgres", database: "honeychat", name: "honeychat_app" },
      superuser: { name: "honeychat", passwordFile: "/run/secrets/postgres_password/0" },
      value: writtenIn(resources).database_password?.versions.at(-1)?.value,
    });
    const account = only(resources, "roadstead:index:Account", "database_password");
    expect(account.options.parent).toBe("roadstead:index:Secret::database_password");
    const api = only(resources, CONTAINER, "api-1");
    expect(api.options.dependsOn).toContain("roadstead:index:Secret::database_password");
    expect(api.inputs.envs).toContain("PGUSER=honeychat_app_1");
  });

  it("changes a superuser's password where its server runs", () => {
    const { resources } = deployed.prod;
    const superuser = only(resources, COMMAND, "redis_password-superuser");
    expect(superuser.inputs.create).toBe("superuser");
    expect(superuser.options.dependsOn).toStrictEqual(["roadstead:index:Admission::redis"]);
    expect(told(superuser)).toMatchObject({
      version: 1,
      volume: "prod_redis_password_current",
      superuser: { name: "default", passwordFile: "/run/secrets/redis_password/999" },
      readers: [{ uid: 999, mode: 0o400 }],
    });
  });

  it("M2 keeps what the databases have written, whatever becomes of the stack", () => {
    for (const resources of all()) {
      const retained = resources.filter(({ options }) => options.retainOnDelete);
      expect(listed(retained)).toStrictEqual([
        "docker:index/volume:Volume::postgres",
        "docker:index/volume:Volume::redis",
      ]);
    }
  });

  it("asks the provider of the stack's own host for everything that Docker makes", () => {
    for (const { type, provider } of all().flat()) {
      if (type.startsWith("docker:")) expect(provider).toMatch(/pulumi:providers:docker::host::host-id$/);
    }
  });

  it("H9 asks for nothing that anybody makes on a host that it does not fit", async () => {
    const host = await listening({ memoryMiB: 3072, cpus: 2 });
    const { resources, reasons } = await refused((opts) => deployment("local", host, opts));
    expect(listed(resources).filter((name) => !name.startsWith("roadstead:index:"))).toStrictEqual([]);
    expect(String(reasons[0])).toContain("Memory: up to 3008 MiB in a deploy, with room for 2816 MiB.");
  });

  it("names and labels everything after the stack, so that stacks share a host", () => {
    for (const [stack, { resources }] of Object.entries(deployed)) {
      for (const { type, inputs } of resources) {
        if (!/Container|Network:|:Volume$/.test(type) || !type.startsWith("docker:")) continue;
        expect(inputs.labels).toContainEqual({ label: "roadstead.stack", value: stack });
        if (type !== CONTAINER) expect(inputs.name).toMatch(new RegExp(`^${stack}_`));
      }
    }
  });
});
