import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../settings/parse";
import { localStackFile, placesOf } from "../../../setup/localStackFile";
import { freePlace } from "../../../setup/place";
import { folder } from "../fixture";

const everything = { places: [], subnets: [], isFree: async () => true };

describe("The place of a stack beside others", () => {
  it("is the first after that of the stack `local`", async () => {
    expect(await freePlace(everything)).toStrictEqual({ port: 8081, subnet: "10.210.1.0/24" });
  });

  it("is in the way of no other stack, running or not, no network and no process", async () => {
    const places = [{ port: 8081, subnet: "10.210.1.0/24" }];
    const subnets = ["10.210.2.0/23", "172.17.0.0/16", "fd00::/8"];
    const isFree = async (port: number) => port > 8083;
    expect(await freePlace({ places, subnets, isFree })).toStrictEqual({ port: 8084, subnet: "10.210.4.0/24" });
  });

  it("is refused where there is none", async () => {
    const none = { ...everything, subnets: ["10.0.0.0/8"] };
    await expect(freePlace(none)).rejects.toThrow("no port from 8081 to 9080 and no network from 10.210.1.0/24");
  });

  it("is found in the files of other local stacks", () => {
    const project = folder();
    const files = {
      "Pulumi.local.yaml": "config:\n  roadstead:system: honeychat\n",
      "Pulumi.local-x.yaml": localStackFile("simplemodule", { port: 9000, subnet: "10.9.0.0/24" }),
      "Pulumi.prod.yaml": localStackFile("honeychat", { port: 80, subnet: "10.8.0.0/24" }),
      "Pulumi.yaml": "name: roadstead\n",
    };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(project, name), text);
    expect(placesOf(project).sort((a, b) => a.port - b.port)).toStrictEqual([
      { port: 8080, subnet: "10.210.0.0/24" },
      { port: 9000, subnet: "10.9.0.0/24" },
    ]);
  });
});

describe("The file of a new local stack", () => {
  it("names the system and its place", () => {
    const { config } = parse(localStackFile("simplemodule", { port: 8081, subnet: "10.210.1.0/24" }));
    const secrets = { "roadstead:secrets": { payment_key: { value: "standing in" } } };
    const settings = parseSettings("local-simplemodule", { ...config, ...secrets }, { preview: true });
    expect([settings.system.name, settings.ports.http, settings.subnet]).toStrictEqual([
      "simplemodule",
      8081,
      "10.210.1.0/24",
    ]);
  });
});
