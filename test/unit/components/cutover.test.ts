// Mocks show what the action is told and what it waits for; that all services move or none, only a real deploy shows.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { Admission } from "../../../components/admission";
import type { Host } from "../../../components/host";
import type { Proxy } from "../../../components/proxy";
import type { Service } from "../../../components/service";
import type { Service as Definition } from "../../../systems/system";
import { listed, only, program, told } from "../fixture";

const COMMAND = "command:local:Command";

const wanted = (service: string, containers: string[]) => ({
  service,
  containers,
  health: { test: ["CMD", "true"], timeoutSeconds: 3, budgetSeconds: 30 },
  stopGraceSeconds: 10,
});

/** As much of a service as the cutover reads. */
function service(name: string, definition: Partial<Definition>, containers: string[]): Service {
  return {
    serviceName: name,
    definition,
    containerIds: pulumi.output(containers),
    wanted: pulumi.output(wanted(name, containers)),
  } as unknown as Service;
}

async function cutover() {
  const { resources } = await program(async (opts) => {
    const { Cutover } = await import("../../../components/cutover");
    class Admitted extends pulumi.ComponentResource {
      constructor(name: string) {
        super("test:index:Admitted", name, {}, opts);
      }
    }
    new Cutover(
      "cutover",
      {
        stack: "staging",
        host: { address: pulumi.output("ssh://deploy@host") } as Host,
        network: { name: pulumi.output("staging_internal"), subnet: "10.210.0.0/24" },
        proxy: { wanted: pulumi.output(wanted("proxy", ["proxy-id"])), madeOf: { image: "1" } } as unknown as Proxy,
        kind: "nginx",
        site: {
          staticVolumes: [],
          routes: [{ path: "/", service: "api", drainSeconds: 45 }],
          headers: { "X-Frame-Options": "DENY" },
          bodyLimit: 1024,
          drainSeconds: 30,
        },
        routed: [service("api", { http: { port: 8000, healthPath: "/health" } }, ["api-1-id", "api-2-id"])],
        workers: [service("worker", {}, ["worker-1-id"]), service("beat", { instances: "exactly-one" }, ["beat-1-id"])],
        ready: [new Admitted("api"), new Admitted("database")] as unknown as Admission[],
      },
      opts,
    );
  });
  return resources;
}

describe("Cutover", () => {
  it("D2 tells one action the whole release, and which workers never run twice", async () => {
    expect(told(only(await cutover(), COMMAND, "cutover"))).toStrictEqual({
      stack: "staging",
      network: { name: "staging_internal", subnet: "10.210.0.0/24" },
      proxy: wanted("proxy", ["proxy-id"]),
      site: {
        staticVolumes: [],
        routes: [{ path: "/", service: "api", drainSeconds: 45 }],
        headers: { "X-Frame-Options": "DENY" },
        bodyLimit: 1024,
        drainSeconds: 30,
      },
      kind: "nginx",
      text: expect.stringMatching(/^[0-9a-f]{12}$/),
      routed: [
        {
          service: "api",
          containers: ["api-1-id", "api-2-id"],
          port: 8000,
          healthPath: "/health",
          drainSeconds: 45,
        },
      ],
      workers: [
        { ...wanted("worker", ["worker-1-id"]), order: "start-first" },
        { ...wanted("beat", ["beat-1-id"]), order: "stop-first" },
      ],
    });
  });

  it("D2 is one command, after every admission", async () => {
    const resources = await cutover();
    const own = resources.filter(({ type }) => !type.startsWith("test:"));
    expect(listed(own)).toStrictEqual([`${COMMAND}::cutover`, "roadstead:index:Cutover::cutover"]);
    const { inputs, options } = only(resources, COMMAND, "cutover");
    expect(inputs).toMatchObject({
      create: "cutover",
      environment: { DOCKER_HOST: "ssh://deploy@host", MADE_OF: '{"image":"1"}' },
    });
    expect(options).toStrictEqual({
      parent: "roadstead:index:Cutover::cutover",
      dependsOn: ["test:index:Admitted::api", "test:index:Admitted::database"],
    });
  });
});
