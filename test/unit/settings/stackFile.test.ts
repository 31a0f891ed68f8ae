// Mocks stand in for the engine: this shows what the reader makes of the engine's values, not how the engine passes them.
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readSettings } from "../../../settings/stackFile";

const key = "0123456789abcdef".repeat(4);
const config = { "roadstead:system": "honeychat", "roadstead:replicas": '{"api":2}' };

async function engine(values: Record<string, string>, { preview = false, encrypted = ["roadstead:rootKey"] } = {}) {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: "id", state: inputs }), call: () => ({}) },
    "roadstead",
    "local",
    preview,
  );
  pulumi.runtime.setAllConfig(values);
  vi.stubEnv("PULUMI_CONFIG_SECRET_KEYS", JSON.stringify(encrypted));
  return vi.spyOn(pulumi.log, "warn").mockResolvedValue();
}

afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

describe("readSettings", () => {
  it("reads the stack's name and its values from the engine", async () => {
    const warn = await engine({ ...config, "roadstead:rootKey": key });
    const { stack, services } = readSettings();
    expect([stack, services.api?.replicas]).toStrictEqual(["local", 2]);
    expect(warn).not.toHaveBeenCalled();
  });

  it("D5 hands out the root key as a secret", async () => {
    await engine({ ...config, "roadstead:rootKey": key });
    const { rootKey, provided } = readSettings();
    expect(await pulumi.isSecret(rootKey)).toBe(true);
    expect(await new Promise((resolve) => rootKey.apply(resolve))).toBe(key);
    expect(provided).toStrictEqual({});
  });

  it("Y1 warns in a preview without a root key, which stays unknown", async () => {
    const warn = await engine(config, { preview: true, encrypted: [] });
    const { rootKey } = readSettings();
    expect(await (rootKey as unknown as { isKnown: Promise<boolean> }).isKnown).toBe(false);
    expect(await pulumi.isSecret(rootKey)).toBe(true);
    expect(warn.mock.calls).toStrictEqual([
      [
        "roadstead:rootKey is missing, and `up` refuses to go without. " +
          'Set it: bin/pulumi config set --secret rootKey "$(openssl rand -hex 32)" --stack local',
      ],
    ]);
  });

  it("Y18 ends an `up` without a root key, by a message that stands alone", async () => {
    await engine(config, { encrypted: [] });
    expect(() => readSettings()).toThrow(pulumi.RunError);
    expect(() => readSettings()).toThrow(
      /^Pulumi\.local\.yaml has a problem:\n\nroadstead:rootKey\n {2}found: {4}nothing\n/,
    );
  });

  it("D5 ends an `up` whose root key stands in clear text", async () => {
    await engine({ ...config, "roadstead:rootKey": key }, { encrypted: ["other:rootKey"] });
    expect(() => readSettings()).toThrow("  found:    a secret in clear text");
  });
});
