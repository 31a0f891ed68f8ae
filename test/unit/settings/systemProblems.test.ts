import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../settings/parse";
import type { Job, System } from "../../../systems/system";
import { complete, shop } from "./system";

const job = (needs: readonly string[], image: Job["image"] = { service: "api" }): Job => ({
  image,
  command: ["run"],
  needs,
  limits: { memoryMiB: 64, cpus: 0.5 },
});

function message(system: Partial<System>, config: Record<string, unknown> = {}): string {
  try {
    parseSettings("staging", { ...complete, ...config }, { systems: { shop: { ...shop, ...system } } });
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

const serviceNeeding = (needs: readonly string[]): System["services"] => ({
  ...shop.services,
  api: { ...(shop.services.api as System["services"][string]), needs },
});

describe("A system that is refused", () => {
  it.each<[string, Partial<System>, string]>([
    [
      "S2 names a part that a job needs and that is not there, with the likely one",
      { jobs: { migrate: job(["postgers"]) } },
      `The stack staging has a problem:

systems/shop.ts: jobs.migrate.needs[0]
  found:    "postgers"
  expected: one of postgres, migrate
  fix:      write "postgres" in systems/shop.ts`,
    ],
    [
      "S2 names a need that cannot be waited for",
      { services: serviceNeeding(["postgres", "beat"]) },
      `The stack staging has a problem:

systems/shop.ts: services.api.needs[1]
  found:    "beat"
  expected: one of postgres
  fix:      write one of these in systems/shop.ts`,
    ],
    [
      "names the service whose image a job cannot run",
      { jobs: { migrate: job([], { service: "ap" }) } },
      `The stack staging has a problem:

systems/shop.ts: jobs.migrate.image.service
  found:    "ap"
  expected: one of api, beat, postgres
  fix:      write "api" in systems/shop.ts`,
    ],
    [
      "tells of a job that needs itself",
      { jobs: { migrate: job(["postgres", "migrate"]) } },
      `The stack staging has a problem:

systems/shop.ts: jobs.migrate.needs
  found:    a cycle: migrate > migrate
  expected: needs that lead back to nothing
  fix:      take one of these needs out in systems/shop.ts`,
    ],
    [
      "tells of each cycle once, and not of what only leads to one",
      {
        services: serviceNeeding(["doctor"]),
        jobs: {
          migrate: job(["seed"]),
          seed: job(["doctor"]),
          doctor: job(["postgres", "migrate"]),
          report: job(["seed"]),
        },
      },
      `The stack staging has a problem:

systems/shop.ts: jobs.migrate.needs
  found:    a cycle: migrate > seed > doctor > migrate
  expected: needs that lead back to nothing
  fix:      take one of these needs out in systems/shop.ts`,
    ],
    [
      "tells of a stateful service and a job that wait for each other",
      {
        services: {
          ...shop.services,
          postgres: { ...(shop.services.postgres as System["services"][string]), needs: ["migrate"] },
        },
        jobs: { migrate: job(["postgres"]) },
      },
      `The stack staging has a problem:

systems/shop.ts: services.postgres.needs
  found:    a cycle: postgres > migrate > postgres
  expected: needs that lead back to nothing
  fix:      take one of these needs out in systems/shop.ts`,
    ],
  ])("%s", (_, system, expected) => {
    expect(message(system)).toBe(expected);
  });

  it("is told of together with what is wrong in the stack file", () => {
    expect(message({ jobs: { migrate: job(["redis"]) } }, { "roadstead:subnet": "8.8.8.0/24" })).toMatch(
      /^The stack staging has 2 problems:\n\nroadstead:subnet\n[\s\S]*\n\nsystems\/shop\.ts: jobs\.migrate\.needs\[0\]\n/,
    );
  });

  it("S2 is none whose jobs need databases and each other", () => {
    expect(message({ jobs: { seed: job(["migrate"]), migrate: job(["postgres"]) } })).toBe("accepted");
  });
});
