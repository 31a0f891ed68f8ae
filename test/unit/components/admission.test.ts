// Mocks show what the action is told and what it waits for; that the engine waits, only the real engine shows.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Service as Definition } from "../../../systems/system";
import { listed, only, program, told } from "../fixture";

const COMMAND = "command:local:Command";

const base = {
  image: { name: "image:1" },
  healthcheck: { test: ["CMD", "true"], budgetSeconds: 60 },
  limits: { memoryMiB: 128, cpus: 0.5 },
  stopGraceSeconds: 20,
};
const database: Definition = { ...base, volumes: [{ name: "data", path: "/data" }] };
const api: Definition = { ...base, http: { port: 8000, healthPath: "/health" }, needs: ["database"] };

async function admissions() {
  const { resources } = await program(async (opts) => {
    const [{ Admission }, { Host }, { Image }, { Network }, { Service }, { Volume }] = await Promise.all([
      import("../../../components/admission"),
      import("../../../components/host"),
      import("../../../components/image"),
      import("../../../components/network"),
      import("../../../components/service"),
      import("../../../components/volume"),
    ]);
    const host = { address: pulumi.output("ssh://deploy@host") } as InstanceType<typeof Host>;
    const internal = new Network("internal", { stack: "staging" }, opts);
    const service = (name: string, definition: Definition, replicas: number) =>
      new Service(
        name,
        {
          stack: "staging",
          definition,
          replicas,
          environment: {},
          limits: base.limits,
          image: new Image(`${name}-image`, { kind: "pull", name: "image:1" }, opts),
          network: internal,
          secrets: {},
          volumes: { data: new Volume(`${name}-data`, { stack: "staging" }, opts) },
        },
        opts,
      );
    const common = { stack: "staging", host, network: { name: internal.dockerName, subnet: "10.210.0.0/24" } };
    const first = new Admission("database", { ...common, service: service("database", database, 1), after: [] }, opts);
    new Admission("api", { ...common, service: service("api", api, 2), after: [first] }, opts);
  });
  return resources;
}

describe("Admission", () => {
  it("H3 lets a service behind the proxy in beside its former release, each container at its own address", async () => {
    expect(told(only(await admissions(), COMMAND, "api-admission"))).toStrictEqual({
      service: "api",
      containers: ["api-1-id", "api-2-id"],
      health: { test: ["CMD", "true"], timeoutSeconds: 3, budgetSeconds: 60 },
      stopGraceSeconds: 20,
      stack: "staging",
      order: "start-first",
      network: { name: "staging_internal", subnet: "10.210.0.0/24" },
    });
  });

  it("M2 stops the former container of a stateful service first, and needs no address for the new one", async () => {
    expect(told(only(await admissions(), COMMAND, "database-admission"))).toStrictEqual({
      service: "database",
      containers: ["database-1-id"],
      health: { test: ["CMD", "true"], timeoutSeconds: 3, budgetSeconds: 60 },
      stopGraceSeconds: 20,
      stack: "staging",
      order: "stop-first",
    });
  });

  it("is one command on the host, after the admissions that it needs", async () => {
    const resources = await admissions();
    const own = resources.filter(({ name, type }) => type === COMMAND || (type.endsWith("Admission") && name !== ""));
    expect(listed(own)).toStrictEqual([
      `${COMMAND}::api-admission`,
      `${COMMAND}::database-admission`,
      "roadstead:index:Admission::api",
      "roadstead:index:Admission::database",
    ]);
    const { inputs, options } = only(resources, COMMAND, "api-admission");
    expect(inputs).toMatchObject({ create: "admit", environment: { DOCKER_HOST: "ssh://deploy@host" } });
    expect(options).toStrictEqual({
      parent: "roadstead:index:Admission::api",
      dependsOn: ["roadstead:index:Admission::database"],
    });
    expect(only(resources, COMMAND, "database-admission").options.dependsOn).toStrictEqual([]);
  });
});
