import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../settings/parse";
import { honeychat } from "../../../systems/honeychat";

const root = join(__dirname, "../../..");
const yaml = (file: string) => parse(readFileSync(join(root, file), "utf8"));
const preview = (stack: string, file: string) => parseSettings(stack, yaml(file).config, { preview: true });

const local = preview("local", "setup/Pulumi.local.yaml");
const staging = preview("staging", "Pulumi.staging.yaml");
const prod = preview("prod", "Pulumi.prod.yaml");

describe("The stack files of this project", () => {
  it("D1 run one and the same system", () => {
    for (const { system } of [local, staging, prod]) expect(system).toStrictEqual(honeychat);
  });

  it("D1 have the same services, secrets and routes", () => {
    for (const { services, secrets } of [local, staging, prod]) {
      expect(Object.keys(services)).toStrictEqual(Object.keys(honeychat.services));
      expect(Object.keys(secrets)).toStrictEqual(Object.keys(honeychat.secrets));
    }
  });

  it("D1 differ in parameters: where, how much and which build", () => {
    expect([local.host, staging.host, prod.host]).toStrictEqual([
      "unix:///var/run/docker.sock",
      "ssh://deploy@staging.honeychat.example:2222",
      "ssh://deploy@honeychat.example:2222",
    ]);
    expect([local, staging, prod].map(({ services }) => services.api?.replicas)).toStrictEqual([1, 1, 2]);
    expect([local, staging, prod].map(({ services }) => services.postgres?.limits.memoryMiB)).toStrictEqual([
      512, 512, 8192,
    ]);
    expect([local, staging, prod].map(({ services }) => services.api?.image.kind)).toStrictEqual([
      "build",
      "pull",
      "pull",
    ]);
  });

  it("D1 run in production what staging has run, or is a release ahead with", () => {
    expect(staging.services.api?.environment.RELEASE).toBe("v2");
    expect(prod.services.api?.environment.RELEASE).toBe("v1");
  });

  it("hold no secret", () => {
    for (const file of ["setup/Pulumi.local.yaml", "Pulumi.staging.yaml", "Pulumi.prod.yaml"]) {
      expect(yaml(file).config).not.toHaveProperty(["roadstead:rootKey"]);
      expect(yaml(file).config).not.toHaveProperty(["roadstead:secrets"]);
    }
  });

  it("have in Pulumi.yaml the defaults that the schema has", () => {
    const declared: Record<string, { default: unknown }> = yaml("Pulumi.yaml").config;
    const { runtime, host, subnet } = local;
    expect(Object.fromEntries(Object.entries(declared).map(([key, entry]) => [key, entry.default]))).toStrictEqual({
      runtime,
      host,
      subnet,
    });
  });
});
