// Mocks show what a system with jobs asks the engine for; that jobs run in this order and once, only the real engine on a real
// daemon shows.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../settings/parse";
import type { Job, System } from "../../../systems/system";
import { type Asked, listening, only, program, told } from "../fixture";
import { complete, shop } from "../settings/system";

const CONTAINER = "docker:index/container:Container";
const COMMAND = "command:local:Command";

const migrate: Job = {
  image: { service: "api" },
  command: ["migrate", "up"],
  environment: { LEVEL: "1" },
  secrets: [{ name: "postgres_password", uid: 1000 }],
  tmpfs: ["/tmp"],
  user: "1000:1000",
  needs: ["postgres"],
  limits: { memoryMiB: 64, cpus: 0.5 },
};

const api = shop.services.api as System["services"][string];
const postgres = shop.services.postgres as System["services"][string];

const system: System = {
  ...shop,
  services: {
    ...shop.services,
    api: {
      ...api,
      http: { port: 80, healthPath: "/live" },
      readiness: { test: ["CMD", "ready"], budgetSeconds: 7, path: "/ready" },
      needs: ["migrate"],
    },
    postgres: {
      ...postgres,
      configuration: {
        path: "/etc/roadstead/postgresql.conf",
        signal: "SIGHUP",
        entries: { work_mem: "4MB" },
        digestKey: "shop.configuration",
        check: ["CMD", "check"],
        taken: ["CMD", "taken"],
      },
    },
  },
  jobs: { doctor: { ...migrate, needs: ["migrate"], tries: 1, timeoutSeconds: 20, backoffSeconds: 1 }, migrate },
};

async function deploy(change: Partial<System> = {}, config: Record<string, unknown> = {}): Promise<Asked[]> {
  const host = await listening();
  const settings = parseSettings(
    "staging",
    { ...complete, ...config },
    { systems: { shop: { ...system, ...change } } },
  );
  const { resources } = await program(
    async (opts) => {
      const { Deployment } = await import("../../../components/deployment");
      const rootKey = pulumi.secret("5eed".repeat(16));
      const provided = { telegram_token: new Map([[1, pulumi.secret("hunter2")]]) };
      return new Deployment("shop", { ...settings, host, rootKey, provided }, opts);
    },
    { stack: "staging" },
  );
  return resources;
}

const waits = (resources: readonly Asked[], name: string) => only(resources, COMMAND, name).options.dependsOn;

describe("A system with jobs", () => {
  it("S2 M5 makes of a job a container of its service's image that never restarts and is on the network without a name", async () => {
    const resources = await deploy();
    const { inputs, options } = only(resources, CONTAINER, "migrate");
    expect(inputs).toMatchObject({
      image: only(resources, CONTAINER, "api-1").inputs.image,
      command: ["migrate", "up"],
      envs: ["LEVEL=1", "POSTGRES_PASSWORD_FILE=/run/secrets/postgres_password/1000"],
      restart: "no",
      start: false,
      memory: 64,
      readOnly: true,
      user: "1000:1000",
      networksAdvanced: [{ name: "staging_internal" }],
    });
    expect(inputs.labels).toContainEqual({ label: "roadstead.service", value: "migrate" });
    expect(inputs.labels).toContainEqual({ label: "roadstead.timeout", value: "300" });
    expect(options.deleteBeforeReplace).toBe(false);
  });

  it("M8 tells the action how often and how long it may be tried", async () => {
    const resources = await deploy();
    const bounds = { stack: "staging", stopGraceSeconds: 10 };
    expect(told(only(resources, COMMAND, "migrate-run"))).toStrictEqual({
      ...bounds,
      job: "migrate",
      container: "migrate-id",
      tries: 3,
      timeoutSeconds: 300,
      backoffSeconds: 2,
    });
    expect(told(only(resources, COMMAND, "doctor-run"))).toStrictEqual({
      ...bounds,
      job: "doctor",
      container: "doctor-id",
      tries: 1,
      timeoutSeconds: 20,
      backoffSeconds: 1,
    });
  });

  it("S2 runs a job after the database that it needs, before the service that needs it, and the cutover after all jobs", async () => {
    const resources = await deploy();
    expect(waits(resources, "postgres-admission")).toStrictEqual(["roadstead:index:Configuration::postgres"]);
    expect(waits(resources, "migrate-run")).toStrictEqual(["roadstead:index:Admission::postgres"]);
    expect(waits(resources, "doctor-run")).toStrictEqual(["roadstead:index:Job::migrate"]);
    expect(waits(resources, "api-admission")).toStrictEqual(["roadstead:index:Job::migrate"]);
    expect(waits(resources, "cutover")).toStrictEqual([
      "roadstead:index:Admission::postgres",
      "roadstead:index:Job::migrate",
      "roadstead:index:Job::doctor",
      "roadstead:index:Admission::api",
      "roadstead:index:Configuration::postgres",
    ]);
  });

  it("M6 gives a job an image of its own", async () => {
    const own = { ...migrate, image: { name: "shop/migrations:3" } };
    const resources = await deploy({ jobs: { migrate: own } });
    expect(only(resources, CONTAINER, "migrate").inputs.image).toBe("sha256:pulled-shop/migrations:3");
  });

  it("D5 writes a secret for the user of a job that reads it", async () => {
    const { readers } = told(only(await deploy(), COMMAND, "postgres_password-file")) as { readers: { uid: number }[] };
    expect(readers.map(({ uid }) => uid)).toStrictEqual([0, 1000]);
  });

  it("S6 admits by readiness, asks for its path through the proxy, and leaves liveness to Docker", async () => {
    const resources = await deploy();
    expect(told(only(resources, COMMAND, "api-admission"))).toMatchObject({
      health: { test: ["CMD", "ready"], timeoutSeconds: 3, budgetSeconds: 7, readiness: true },
    });
    expect(told(only(resources, COMMAND, "cutover"))).toMatchObject({
      routed: [{ service: "api", healthPath: "/ready" }],
    });
    expect(only(resources, CONTAINER, "api-1").inputs.healthcheck).toMatchObject({ tests: ["CMD", "true"] });
  });

  it("H2 mounts a configuration where its service reads it, and a stack's entries are in it", async () => {
    const resources = await deploy({}, { "roadstead:configuration": { postgres: { work_mem: "8MB", jit: false } } });
    expect(only(resources, CONTAINER, "postgres-1").inputs.volumes).toContainEqual({
      volumeName: "staging_postgres_configuration",
      containerPath: "/etc/roadstead",
      readOnly: true,
    });
    const { text } = told(only(resources, COMMAND, "postgres-configuration")) as { text: string };
    expect(text).toMatch(/^jit = 'false'\nwork_mem = '8MB'\nshop\.configuration = '[0-9a-f]{12}'\n$/);
  });
});
