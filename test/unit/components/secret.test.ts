// Mocks show which values the engine is told to keep secret; that it encrypts them in its state, only the real engine shows.
import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { derive, generatedText } from "../../../components/derivedValue";
import type { SecretArgs } from "../../../components/secret";
import { keptVersions } from "../../../systems/secretVersions";
import type { Account } from "../../../systems/system";
import { type Asked, listed, only, program, told, valueOf } from "../fixture";

const rootKey = "0123456789abcdef".repeat(4);
const VOLUME = "docker:index/volume:Volume";
const readers = [
  { uid: 0, mode: 0o400 },
  { uid: 1000, mode: 0o440 },
];

async function secret(args: Partial<SecretArgs> = {}) {
  return program(async (opts) => {
    const { Secret } = await import("../../../components/secret");
    const definition = { kind: "generated" } as const;
    const all = { stack: "staging", definition, version: 1, rootKey, readers, host: "unix:///docker.sock", ...args };
    return new Secret("postgres_password", all, opts);
  });
}

/** RFC 5869 with an empty salt, of which the first block is enough. */
function hkdf(key: string, info: string): string {
  const extracted = createHmac("sha256", Buffer.alloc(32)).update(Buffer.from(key, "hex")).digest();
  const block = createHmac("sha256", extracted).update(`${info}\x01`).digest();
  return block.subarray(0, 24).toString("base64url");
}

const withoutSecrets = (resources: readonly Asked[]) =>
  resources.map(({ name, inputs, secret }) => ({
    name,
    inputs: Object.entries(inputs).filter(([key]) => !secret.includes(key)),
  }));

const command = (resources: readonly Asked[]) => only(resources, "command:local:Command", "postgres_password-file");
const volumesOf = (resources: readonly Asked[]) =>
  resources.filter(({ type }) => type === VOLUME).map(({ inputs }) => inputs.name);

describe("Secret", () => {
  it("Y3 has a volume for each of the newest three versions, named and labelled after it", async () => {
    const { resources } = await secret({ version: 12 });
    expect(listed(resources)).toStrictEqual([
      "command:local:Command::postgres_password-file",
      "docker:index/volume:Volume::postgres_password-10",
      "docker:index/volume:Volume::postgres_password-11",
      "docker:index/volume:Volume::postgres_password-12",
      "roadstead:index:Secret::postgres_password",
    ]);
    for (const version of [10, 11, 12]) {
      const volume = only(resources, VOLUME, `postgres_password-${version}`);
      expect(volume.inputs).toStrictEqual({
        name: `staging_postgres_password_${version}`,
        labels: [
          { label: "roadstead.stack", value: "staging" },
          { label: "roadstead.secrets", value: `postgres_password=${version}` },
        ],
      });
      expect(volume.options).toStrictEqual({ parent: "roadstead:index:Secret::postgres_password" });
    }
  });

  it.each([
    [1, [1]],
    [2, [1, 2]],
    [3, [1, 2, 3]],
    [4, [2, 3, 4]],
    [12, [10, 11, 12]],
  ])("Y3 keeps of %i versions %j", (newest, kept) => {
    expect(keptVersions(newest)).toStrictEqual(kept);
  });

  it("Y3 fills every volume that it makes, also those of versions that were passed over", async () => {
    const { resources, result } = await secret({ version: 5 });
    expect(told(command(resources))).toStrictEqual({
      stack: "staging",
      secret: "postgres_password",
      versions: [3, 4, 5].map((version) => ({
        version,
        volume: `staging_postgres_password_${version}`,
        value: hkdf(rootKey, `postgres_password/${version}`),
      })),
      readers,
      ring: false,
      inPlace: false,
    });
    expect(await valueOf(result.volumeName)).toBe("staging_postgres_password_5");
  });

  it("Y3 makes of a provided secret volumes for those versions only that have a value", async () => {
    const values = [
      [2, "second"],
      [7, "seventh"],
      [9, "ninth"],
      [4, "fourth"],
      [5, "fifth"],
    ] as const;
    const { resources } = await secret({ definition: { kind: "provided" }, version: 7, provided: new Map(values) });
    expect(volumesOf(resources)).toStrictEqual([4, 5, 7].map((version) => `staging_postgres_password_${version}`));
    expect(told(command(resources))).toMatchObject({
      versions: [{ value: "fourth" }, { value: "fifth" }, { version: 7, value: "seventh" }],
    });
  });

  it("D5 keeps a generated value secret", async () => {
    const { resources, result } = await secret();
    const value = hkdf(rootKey, "postgres_password/1");
    expect(await valueOf(result.value)).toBe(value);
    expect(await pulumi.isSecret(result.value)).toBe(true);
    expect(JSON.stringify(withoutSecrets(resources))).not.toContain(value);
    expect(command(resources).secret).toStrictEqual(["stdin"]);
  });

  it("D5 keeps provided values secret, even those that are handed over as plain text", async () => {
    const provided = new Map([
      [1, "hunter1"],
      [2, "hunter2"],
    ]);
    const { resources, result } = await secret({ definition: { kind: "provided" }, version: 2, provided });
    expect(await valueOf(result.value)).toBe("hunter2");
    expect(await pulumi.isSecret(result.value)).toBe(true);
    expect(JSON.stringify(withoutSecrets(resources))).not.toContain("hunter");
  });

  it("D5 never shows the root key", async () => {
    const { resources } = await secret();
    expect(JSON.stringify(resources)).not.toContain(rootKey);
  });

  it("S7 hands out a ring of keys, each of whose versions knows its neighbours", async () => {
    const { resources } = await secret({ definition: { kind: "generated", ring: true }, version: 2 });
    const key = (version: number) => hkdf(rootKey, `postgres_password/${version}`);
    expect(told(command(resources))).toMatchObject({
      ring: true,
      versions: [{ value: `${key(1)}\n${key(2)}` }, { value: `${key(2)}\n${key(3)}\n${key(1)}` }],
    });
  });

  it("keeps a superuser's password in one volume, whatever its version", async () => {
    const account: Account = { kind: "redis-user", service: "redis", name: "default", superuser: true };
    const { resources, result } = await secret({ definition: { kind: "generated", account }, version: 5 });
    expect(volumesOf(resources)).toStrictEqual(["staging_postgres_password_current"]);
    expect(told(command(resources))).toMatchObject({
      inPlace: true,
      versions: [{ version: 5, value: hkdf(rootKey, "postgres_password/5") }],
    });
    expect([result.inPlace, result.account]).toStrictEqual([true, account]);
  });
});

describe("A derived value", () => {
  it.each([
    ["postgres_password", 1],
    ["postgres_password", 2],
    ["redis_password", 1],
  ])("is HKDF-SHA-256 over the root key for %s, version %i", (name, version) => {
    expect(derive(rootKey, name, version)).toBe(hkdf(rootKey, `${name}/${version}`));
  });

  it("stays what it is for stacks that already run", () => {
    expect(derive(rootKey, "postgres_password", 1)).toBe("EcszBO1xXW_eCT5E1sKhrqmMDU0xQb1V");
  });

  it("is another one for another name, version or root key", () => {
    const values = [
      derive(rootKey, "a", 1),
      derive(rootKey, "b", 1),
      derive(rootKey, "a", 2),
      derive("ff".repeat(32), "a", 1),
    ];
    expect(new Set(values).size).toBe(4);
  });

  it("S7 is accepted by the version before and the version after, and by no other", () => {
    const ring = (version: number) =>
      generatedText(rootKey, "key", version, { kind: "generated", ring: true }).split("\n");
    for (const version of [1, 2, 3, 8]) {
      const signed = ring(version)[0];
      const accepted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((other) => ring(other).includes(signed ?? ""));
      expect(accepted).toStrictEqual([version - 1, version, version + 1].filter((other) => other >= 1));
    }
  });
});
