// Mocks show inputs; that containers start, answer and reach each other by name, only a daemon shows.
import { describe, expect, it } from "vitest";
import { healthOf, readinessOf } from "../../../components/service";
import type { Service as Definition } from "../../../systems/system";
import { listed, only, program, valueOf } from "../fixture";

const CONTAINER = "docker:index/container:Container";

const limits = { memoryMiB: 256, cpus: 0.5 };
const healthcheck = { test: ["CMD", "curl", "http://127.0.0.1:8000/health"] };

const api: Definition = {
  image: { name: "api:1" },
  command: ["serve", "--port", "8000"],
  secrets: [
    { name: "api_key", uid: 1000, mode: 0o440 },
    { name: "database_password", variable: "PASSWORD_PATH", userVariable: "PGUSER" },
  ],
  http: { port: 8000, healthPath: "/health" },
  healthcheck: { ...healthcheck, intervalSeconds: 5, timeoutSeconds: 2, retries: 4, budgetSeconds: 90 },
  tmpfs: ["/tmp"],
  user: "1000:1000",
  limits,
  stopGraceSeconds: 30,
};

const database: Definition = {
  image: { name: "postgres:15" },
  volumes: [{ name: "data", path: "/var/lib/postgresql/data" }],
  healthcheck: { test: ["CMD", "pg_isready"] },
  readOnlyRoot: false,
  capabilities: ["CHOWN"],
  limits,
};

async function service(name: string, definition: Definition, { replicas = 1, environment = {} } = {}) {
  return program(async (opts) => {
    const [{ Image }, { Network }, { Secret }, { Service }, { Volume }] = await Promise.all([
      import("../../../components/image"),
      import("../../../components/network"),
      import("../../../components/secret"),
      import("../../../components/service"),
      import("../../../components/volume"),
    ]);
    const readers = [{ uid: 0, mode: 0o400 }];
    const secret = { stack: "staging", version: 3, rootKey: "00", readers, host: "unix:///docker.sock" };
    const generated = { ...secret, definition: { kind: "generated" } } as const;
    const account = { kind: "postgres-role", service: "postgres", name: "app", database: "app" } as const;
    const args = {
      stack: "staging",
      definition,
      environment,
      limits,
      replicas,
      image: new Image("image", { kind: "pull", name: "image:1" }, opts),
      network: new Network("internal", { stack: "staging" }, opts),
      secrets: {
        api_key: new Secret("api_key", generated, opts),
        database_password: new Secret(
          "database_password",
          { ...secret, definition: { kind: "generated", account } },
          opts,
        ),
        unused: new Secret("unused", generated, opts),
      },
      volumes: {
        data: new Volume("data", { stack: "staging" }, opts),
        unused: new Volume("unused-data", { stack: "staging" }, opts),
      },
    };
    return new Service(name, args, opts);
  });
}

async function container(...args: Parameters<typeof service>) {
  const { resources } = await service(...args);
  return only(resources, CONTAINER, `${args[0]}-1`);
}

describe("Service", () => {
  it("M5 makes of a service behind the proxy a container that has all it needs and no name on the network", async () => {
    const { inputs } = await container("api", api, { environment: { RELEASE: "v2", LOG: "info" } });
    expect(inputs).toStrictEqual({
      image: "sha256:pulled-image",
      command: ["serve", "--port", "8000"],
      user: "1000:1000",
      envs: [
        "API_KEY_FILE=/run/secrets/api_key/1000-440",
        "LOG=info",
        "PASSWORD_PATH=/run/secrets/database_password/0",
        "PGUSER=app_3",
        "RELEASE=v2",
      ],
      healthcheck: {
        tests: ["CMD", "curl", "http://127.0.0.1:8000/health"],
        interval: "5s",
        timeout: "2s",
        startPeriod: "1m30s",
        retries: 4,
      },
      networksAdvanced: [{ name: "staging_internal", aliases: [] }],
      volumes: [
        { volumeName: "staging_api_key_3", containerPath: "/run/secrets/api_key", readOnly: true },
        { volumeName: "staging_database_password_3", containerPath: "/run/secrets/database_password", readOnly: true },
      ],
      labels: [
        { label: "roadstead.stack", value: "staging" },
        { label: "roadstead.service", value: "api" },
        { label: "roadstead.release", value: expect.stringMatching(/^[0-9a-f]{12}$/) },
        { label: "roadstead.secrets", value: "api_key=3,database_password=3" },
      ],
      memory: 256,
      memorySwap: 256,
      cpus: "0.5",
      stopTimeout: 30,
      destroyGraceSeconds: 30,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      capabilities: { drops: ["ALL"], adds: [] },
      securityOpts: ["no-new-privileges"],
      readOnly: true,
      tmpfs: { "/tmp": "rw,mode=1777,size=64m" },
      start: false,
      mustRun: false,
      restart: "unless-stopped",
    });
  });

  it("M2 gives a stateful service its data and its own name on the network, and leaves out what is not said", async () => {
    const { inputs } = await container("postgres", database);
    expect(inputs).toStrictEqual({
      image: "sha256:pulled-image",
      envs: [],
      healthcheck: { tests: ["CMD", "pg_isready"], interval: "10s", timeout: "3s", startPeriod: "30s", retries: 3 },
      networksAdvanced: [{ name: "staging_internal", aliases: ["postgres"] }],
      volumes: [{ volumeName: "staging_data", containerPath: "/var/lib/postgresql/data" }],
      labels: [
        { label: "roadstead.stack", value: "staging" },
        { label: "roadstead.service", value: "postgres" },
        { label: "roadstead.release", value: expect.stringMatching(/^[0-9a-f]{12}$/) },
        { label: "roadstead.secrets", value: "" },
      ],
      memory: 256,
      memorySwap: 256,
      cpus: "0.5",
      stopTimeout: 10,
      destroyGraceSeconds: 10,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN"] },
      securityOpts: ["no-new-privileges"],
      readOnly: false,
      tmpfs: {},
      start: false,
      mustRun: false,
      restart: "unless-stopped",
    });
  });

  it("D5 mounts only the secrets that the service names, and waits for those", async () => {
    const { inputs, options } = await container("api", api);
    expect(JSON.stringify(inputs)).not.toContain("unused");
    expect(options.dependsOn).toStrictEqual([
      "roadstead:index:Secret::api_key",
      "roadstead:index:Secret::database_password",
    ]);
  });

  it("owns the ports that it publishes, on the host's own address where it says no other", async () => {
    const publish = [
      { port: 5432, hostPort: 15432 },
      { port: 80, hostPort: 8081, address: "0.0.0.0" },
    ];
    expect((await container("postgres", { ...database, publish })).inputs.ports).toStrictEqual([
      { internal: 5432, external: 15432, ip: "127.0.0.1" },
      { internal: 80, external: 8081, ip: "0.0.0.0" },
    ]);
  });

  it("S5 runs as many containers as there are replicas, all alike", async () => {
    const { resources, result } = await service("api", api, { replicas: 3 });
    expect(listed(resources.filter(({ type }) => type === CONTAINER))).toStrictEqual([
      `${CONTAINER}::api-1`,
      `${CONTAINER}::api-2`,
      `${CONTAINER}::api-3`,
    ]);
    const [first, second, third] = [1, 2, 3].map((number) => only(resources, CONTAINER, `api-${number}`));
    expect(second?.inputs).toStrictEqual(first?.inputs);
    expect(third?.inputs).toStrictEqual(first?.inputs);
    expect(first?.options).toMatchObject({ parent: "roadstead:index:Service::api", deleteBeforeReplace: false });
    expect(await valueOf(result.containerIds)).toStrictEqual(["api-1-id", "api-2-id", "api-3-id"]);
  });

  it("tells the actions what to start, how to probe it and how long it may take", async () => {
    const { result } = await service("api", api, { replicas: 2 });
    expect(await valueOf(result.wanted)).toStrictEqual({
      service: "api",
      containers: ["api-1-id", "api-2-id"],
      health: { test: ["CMD", "curl", "http://127.0.0.1:8000/health"], timeoutSeconds: 2, budgetSeconds: 90 },
      stopGraceSeconds: 30,
    });
  });

  it("H4 labels the same service the same in every stack, and another environment another way", async () => {
    const release = async (environment: Record<string, string>) => {
      const labels = (await container("api", api, { environment })).inputs.labels as { label: string; value: string }[];
      return labels.find(({ label }) => label === "roadstead.release")?.value;
    };
    expect(await release({ A: "1", B: "2" })).toBe(await release({ B: "2", A: "1" }));
    expect(await release({ A: "1" })).not.toBe(await release({ A: "2" }));
  });
});

describe("A service's readiness", () => {
  it("S6 is a probe of its own, and its healthcheck where its system says none", () => {
    const readiness = { test: ["CMD", "ready"], timeoutSeconds: 5, path: "/ready" };
    expect(readinessOf({ healthcheck, readiness })).toStrictEqual({
      test: ["CMD", "ready"],
      timeoutSeconds: 5,
      budgetSeconds: 30,
      readiness: true,
    });
    expect(readinessOf({ healthcheck })).toStrictEqual(healthOf({ healthcheck }));
  });
});

describe("A service's health", () => {
  it("has 3 s for a probe and 30 s for a new container where its system says nothing", () => {
    expect(healthOf({ healthcheck })).toStrictEqual({
      test: healthcheck.test,
      timeoutSeconds: 3,
      budgetSeconds: 30,
    });
  });
});
