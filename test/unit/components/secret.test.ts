// Mocks show which values the engine is told to keep secret; that it encrypts them in its state, only the real engine shows.
import { createHmac } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { derive, keptVersions, type SecretArgs } from "../../../components/secret";
import { type Asked, listed, only, program, told, valueOf } from "../fixture";

const rootKey = "0123456789abcdef".repeat(4);

async function secret(args: Partial<SecretArgs> = {}) {
  return program(async (opts) => {
    const { Secret } = await import("../../../components/secret");
    const all = { stack: "staging", version: 1, rootKey, owners: [0, 1000], host: "unix:///docker.sock", ...args };
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
      const volume = only(resources, "docker:index/volume:Volume", `postgres_password-${version}`);
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

  it("writes its newest version, a file for each user that reads it", async () => {
    const { resources, result } = await secret({ version: 2 });
    expect(told(only(resources, "command:local:Command", "postgres_password-file"))).toStrictEqual({
      stack: "staging",
      volume: "staging_postgres_password_2",
      value: hkdf(rootKey, "postgres_password/2"),
      owners: [0, 1000],
    });
    expect(await valueOf(result.volumeName)).toBe("staging_postgres_password_2");
  });

  it("D5 keeps a generated value secret", async () => {
    const { resources, result } = await secret();
    const value = hkdf(rootKey, "postgres_password/1");
    expect(await valueOf(result.value)).toBe(value);
    expect(await pulumi.isSecret(result.value)).toBe(true);
    expect(JSON.stringify(withoutSecrets(resources))).not.toContain(value);
    expect(only(resources, "command:local:Command", "postgres_password-file").secret).toStrictEqual(["stdin"]);
  });

  it("D5 keeps a provided value secret, even one that is handed over as plain text", async () => {
    const { resources, result } = await secret({ value: "hunter2" });
    expect(await valueOf(result.value)).toBe("hunter2");
    expect(await pulumi.isSecret(result.value)).toBe(true);
    expect(JSON.stringify(withoutSecrets(resources))).not.toContain("hunter2");
    expect(told(only(resources, "command:local:Command", "postgres_password-file"))).toMatchObject({
      value: "hunter2",
    });
  });

  it("D5 never shows the root key", async () => {
    const { resources } = await secret();
    expect(JSON.stringify(resources)).not.toContain(rootKey);
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
});
