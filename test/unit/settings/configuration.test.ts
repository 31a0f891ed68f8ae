import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../settings/parse";
import { postgresServer } from "../../../systems/postgres";
import type { Service, System } from "../../../systems/system";
import { complete, shop } from "./system";

const system: System = {
  ...shop,
  services: {
    ...shop.services,
    postgres: {
      ...(shop.services.postgres as Service),
      configuration: postgresServer("postgres", "shop", { work_mem: "4MB", jit: "on" }).configuration,
    },
  },
};

const read = (configuration: unknown) =>
  parseSettings("staging", { ...complete, "roadstead:configuration": configuration }, { systems: { shop: system } });

function refusal(configuration: unknown): string {
  try {
    read(configuration);
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

describe("The configuration of a service that rereads it on a signal", () => {
  it("H2 is its system's where the stack says nothing", () => {
    const { services } = read(null);
    expect(services.postgres?.configuration).toStrictEqual({ work_mem: "4MB", jit: "on" });
    expect(services.api).not.toHaveProperty("configuration");
  });

  it("H2 D1 is added to and overruled by the stack, also in the JSON that the engine passes on", () => {
    const expected = { work_mem: "8MB", jit: "false", log_min_duration_statement: "250" };
    const entries = { work_mem: "8MB", jit: false, log_min_duration_statement: 250 };
    expect(read({ postgres: entries }).services.postgres?.configuration).toStrictEqual(expected);
    expect(read(JSON.stringify({ postgres: entries })).services.postgres?.configuration).toStrictEqual(expected);
  });

  it.each<[string, unknown, string]>([
    [
      "of a service that has none",
      { api: { work_mem: "8MB" } },
      `roadstead:configuration.api
  found:    an unknown service
  expected: one of postgres
  fix:      bin/pulumi config rm --path configuration.api --stack staging`,
    ],
    [
      "whose key is none",
      { postgres: { "work-mem": "8MB" } },
      `roadstead:configuration.postgres.work-mem
  found:    the name "work-mem"
  expected: letters, digits, _ and ., not beginning with a digit
  fix:      rename it to work_mem in Pulumi.staging.yaml, or remove it: bin/pulumi config rm --path configuration.postgres.work-mem --stack staging`,
    ],
    [
      "whose key is the deploy's own",
      { postgres: { "roadstead.configuration": "cafe" } },
      `roadstead:configuration.postgres["roadstead.configuration"]
  found:    the name "roadstead.configuration"
  expected: another key: the deploy itself sets roadstead.configuration
  fix:      bin/pulumi config rm --path 'configuration.postgres["roadstead.configuration"]' --stack staging`,
    ],
    [
      "whose value has two lines",
      { postgres: { work_mem: "8MB\nfsync = off" } },
      `roadstead:configuration.postgres.work_mem
  found:    "8MB\\nfsync = off"
  expected: text on one line, without control characters
  fix:      bin/pulumi config set --path configuration.postgres.work_mem <value> --stack staging`,
    ],
    [
      "whose value is a list",
      { postgres: { work_mem: ["8MB"] } },
      `roadstead:configuration.postgres.work_mem
  found:    a list
  expected: text, a number, true or false
  fix:      bin/pulumi config set --path configuration.postgres.work_mem v2 --stack staging`,
    ],
    [
      "that is no map",
      { postgres: "work_mem=8MB" },
      `roadstead:configuration.postgres
  found:    "work_mem=8MB"
  expected: a map such as {"work_mem": "8MB"}
  fix:      bin/pulumi config rm --path configuration.postgres --stack staging, then set its parts one by one with --path`,
    ],
  ])("H2 is refused %s", (_, configuration, problem) => {
    expect(refusal(configuration)).toBe(`Pulumi.staging.yaml has a problem:\n\n${problem}`);
  });
});
