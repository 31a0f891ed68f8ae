// Mocks show inputs and options; that Docker enforces them, that the provider reads them back unchanged and that the engine
// creates before it deletes, only the real engine on a real daemon shows.
import { describe, expect, it } from "vitest";
import type { ContainerArgs } from "../../../components/container";
import { only, program } from "../fixture";

const CONTAINER = "docker:index/container:Container";

async function container(args: Partial<ContainerArgs> = {}, image = "postgres:15", secretVersion = 1) {
  const { resources } = await program(async (opts) => {
    const { ComponentResource } = await import("@pulumi/pulumi");
    const { createContainer } = await import("../../../components/container");
    const { Image } = await import("../../../components/image");
    const { Secret } = await import("../../../components/secret");
    const host = "unix:///docker.sock";
    const parent = new ComponentResource("test:index:Parent", "parent", {}, opts);
    const secretArgs = {
      stack: "staging",
      version: secretVersion,
      rootKey: "00",
      readers: [{ uid: 0, mode: 0o400 }],
      host,
    };
    const generated = { ...secretArgs, definition: { kind: "generated" } } as const;
    const account = { kind: "redis-user", service: "redis", name: "default", superuser: true } as const;
    const own = { ...secretArgs, definition: { kind: "generated", account } } as const;
    const all: ContainerArgs = {
      stack: "staging",
      service: "postgres",
      image: new Image(image, { kind: "pull", name: image }, opts),
      limits: { memoryMiB: 512, cpus: 1 },
      capabilities: ["CHOWN", "SETUID"],
      tmpfs: ["/tmp", "/run/postgresql"],
      readOnlyRoot: true,
      stopGraceSeconds: 60,
      secrets: [
        new Secret("password", generated, opts),
        new Secret("key", generated, opts),
        new Secret("own", own, opts),
      ],
      definition: { envs: ["A=1"] },
      attachments: { networksAdvanced: [{ name: "staging_internal" }] },
      ...args,
    };
    createContainer("postgres-1", all, parent);
  });
  return only(resources, CONTAINER, "postgres-1");
}

async function labelsOf(...args: Parameters<typeof container>): Promise<Record<string, string>> {
  const { inputs } = await container(...args);
  const labels = inputs.labels as { label: string; value: string }[];
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}

const releaseOf = async (...args: Parameters<typeof container>) => (await labelsOf(...args))["roadstead.release"];

describe("A container", () => {
  it("M5 has limits, log rotation, a time to stop, no capability but those named, and no way to new ones", async () => {
    const { inputs, secret } = await container();
    expect(inputs).toStrictEqual({
      image: "sha256:pulled-postgres:15",
      envs: ["A=1"],
      memory: 512,
      memorySwap: 512,
      cpus: "1.0",
      stopTimeout: 60,
      destroyGraceSeconds: 60,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      capabilities: { drops: ["ALL"], adds: ["CAP_CHOWN", "CAP_SETUID"] },
      securityOpts: ["no-new-privileges"],
      readOnly: true,
      tmpfs: { "/tmp": "rw,mode=1777,size=64m", "/run/postgresql": "rw,mode=1777,size=64m" },
      networksAdvanced: [{ name: "staging_internal" }],
      labels: [
        { label: "roadstead.stack", value: "staging" },
        { label: "roadstead.service", value: "postgres" },
        { label: "roadstead.release", value: expect.stringMatching(/^[0-9a-f]{12}$/) },
        { label: "roadstead.secrets", value: "password=1,key=1" },
      ],
      start: false,
      mustRun: false,
      restart: "unless-stopped",
    });
    expect(secret).toStrictEqual([]);
  });

  it("is created before its former one is deleted, once its secrets are written", async () => {
    const { options } = await container();
    expect(options).toStrictEqual({
      parent: "test:index:Parent::parent",
      dependsOn: ["roadstead:index:Secret::password", "roadstead:index:Secret::key", "roadstead:index:Secret::own"],
      deleteBeforeReplace: false,
    });
  });

  it("may write to its root only when its system says so", async () => {
    const { inputs } = await container({ readOnlyRoot: false, tmpfs: [], capabilities: [] });
    expect([inputs.readOnly, inputs.tmpfs, inputs.capabilities]).toStrictEqual([
      false,
      {},
      { drops: ["ALL"], adds: [] },
    ]);
  });
});

describe("The label `release`", () => {
  it("S2 is left alone when its process has ended, where its system says so, and carries further labels", async () => {
    const { inputs } = await container({ restarts: false, labels: { "roadstead.timeout": "300" } });
    expect(inputs.restart).toBe("no");
    expect(inputs.labels).toContainEqual({ label: "roadstead.timeout", value: "300" });
  });

  it("H4 stays the same for the same container", async () => {
    expect(await releaseOf()).toBe(await releaseOf());
  });

  it.each<[string, Partial<ContainerArgs>]>([
    ["a variable", { definition: { envs: ["A=2"] } }],
    ["the command", { definition: { envs: ["A=1"], command: ["postgres"] } }],
    ["memory", { limits: { memoryMiB: 256, cpus: 1 } }],
    ["processors", { limits: { memoryMiB: 512, cpus: 2 } }],
    ["a capability", { capabilities: ["CHOWN"] }],
    ["a path in memory", { tmpfs: ["/tmp"] }],
    ["the root's being read-only", { readOnlyRoot: false }],
    ["the time to stop", { stopGraceSeconds: 30 }],
  ])("H2 changes with %s", async (_, args) => {
    expect(await releaseOf(args)).not.toBe(await releaseOf());
  });

  it("H2 changes with the image", async () => {
    expect(await releaseOf({}, "postgres:16")).not.toBe(await releaseOf());
  });

  it.each<[string, Partial<ContainerArgs>]>([
    ["what it is attached to", { attachments: { networksAdvanced: [{ name: "prod_internal" }] } }],
    ["the stack", { stack: "prod" }],
    ["the service's name", { service: "database" }],
  ])("H4 does not change with %s", async (_, args) => {
    expect(await releaseOf(args)).toBe(await releaseOf());
  });

  it("S10 leaves a secret's version to a label of its own", async () => {
    const [before, after] = [await labelsOf(), await labelsOf({}, "postgres:15", 2)];
    expect(after["roadstead.release"]).toBe(before["roadstead.release"]);
    expect(after["roadstead.secrets"]).toBe("password=2,key=2");
    expect(JSON.stringify(after)).not.toContain("own");
  });
});
