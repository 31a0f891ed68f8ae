import { describe, expect, it } from "vitest";
import { demandOf } from "../../../settings/demand";
import { parseSettings } from "../../../settings/parse";
import type { Job, System } from "../../../systems/system";
import { complete, shop } from "./system";

const digest = `sha256:${"cd".repeat(32)}`;
const limits = { memoryMiB: 64, cpus: 0.5 };

const withJobs: System = {
  ...shop,
  services: { ...shop.services, api: { ...(shop.services.api as System["services"][string]), needs: ["migrate"] } },
  jobs: {
    migrate: {
      image: { service: "api" },
      command: ["migrate"],
      environment: { STEP: "1" },
      needs: ["postgres"],
      limits,
    },
    seed: {
      image: { context: "samples/shop", dockerfile: "seed/Dockerfile" },
      command: ["seed"],
      secrets: [{ name: "postgres_password", uid: 7 }],
      needs: ["migrate"],
      limits,
    },
  },
};

const images = { ...complete["roadstead:images"], seed: `ghcr.io/acme/seed@${digest}` };
const read = (config: Record<string, unknown> = {}, stack = "staging", system = withJobs) =>
  parseSettings(stack, { ...complete, "roadstead:images": images, ...config }, { systems: { shop: system } });

describe("The settings of jobs", () => {
  it("S2 M6 give a job the image of its service, or the one that the stack names for it", () => {
    expect(read().jobs).toStrictEqual({
      migrate: { image: { kind: "pull", name: images.api }, environment: { STEP: "1" }, limits },
      seed: { image: { kind: "pull", name: images.seed }, environment: {}, limits },
    });
  });

  it("S2 M6 build a job's image where the stack builds", () => {
    const { jobs } = read({ "roadstead:images": null }, "local");
    expect(jobs.migrate?.image).toStrictEqual({ kind: "build", context: "samples/shop", dockerfile: "api/Dockerfile" });
    expect(jobs.seed?.image).toStrictEqual({ kind: "build", context: "samples/shop", dockerfile: "seed/Dockerfile" });
  });

  it("M5 D1 let a stack change its variables and limits", () => {
    const changes = {
      "roadstead:environment": { migrate: { STEP: 2, MORE: "x" } },
      "roadstead:limits": { migrate: { memory: "1g" } },
    };
    expect(read(changes).jobs.migrate).toMatchObject({
      environment: { STEP: "2", MORE: "x" },
      limits: { memoryMiB: 1024, cpus: 0.5 },
    });
  });

  it("let a stack do without one that nothing needs", () => {
    const { system, jobs } = read({ "roadstead:without": ["seed"], "roadstead:images": complete["roadstead:images"] });
    expect(Object.keys(jobs)).toStrictEqual(["migrate"]);
    expect(Object.keys(system.jobs)).toStrictEqual(["migrate"]);
  });

  it("H9 count every job once, beside what serves", () => {
    const { parts } = demandOf(read());
    expect(parts.filter(({ beside }) => beside === "once")).toStrictEqual([
      { name: "migrate", limits, replicas: 0, beside: "once" },
      { name: "seed", limits, replicas: 0, beside: "once" },
    ]);
  });

  it("leave a secret that a job alone reads to the stack", () => {
    const without = { "roadstead:without": ["api"], "roadstead:secrets": null };
    const { seed } = withJobs.jobs;
    const alone: System = { ...shop, jobs: { seed: { ...(seed as Job), needs: [] } } };
    expect(Object.keys(read(without, "staging", alone).secrets)).toStrictEqual(["postgres_password"]);
  });

  it.each<[string, Record<string, unknown>, string]>([
    [
      "M6 refuse a job with an image of its own that the stack does not name",
      { "roadstead:images": complete["roadstead:images"] },
      `roadstead:images.seed
  found:    nothing
  expected: an image by digest; only a stack \`local\` or \`local-*\` builds, and only on this machine
  fix:      bin/pulumi config set --path images.seed ghcr.io/acme/seed@sha256:${"0123456789abcdef".repeat(4)} --stack staging (docker push prints the digest)`,
    ],
    [
      "S2 refuse an image for a job that runs its service's",
      { "roadstead:images": { ...images, migrate: images.api } },
      `roadstead:images.migrate
  found:    an unknown service
  expected: one of api, beat, postgres, seed, proxy, forwarder
  fix:      bin/pulumi config rm --path images.migrate --stack staging`,
    ],
    [
      "S2 refuse to leave out a job that a service needs",
      { "roadstead:without": ["migrate"] },
      `roadstead:without[0]
  found:    "migrate"
  expected: a part that nothing needs: api, seed cannot do without it
  fix:      bin/pulumi config rm --path 'without[0]' --stack staging`,
    ],
    [
      "S2 refuse to leave out the service whose image a job runs",
      { "roadstead:without": ["api", "seed"] },
      `roadstead:without[0]
  found:    "api"
  expected: a part that nothing needs: migrate cannot do without it
  fix:      bin/pulumi config rm --path 'without[0]' --stack staging`,
    ],
    [
      "refuse replicas of a job",
      { "roadstead:replicas": { migrate: 2 } },
      `roadstead:replicas.migrate
  found:    an unknown service
  expected: one of api, beat, postgres
  fix:      bin/pulumi config rm --path replicas.migrate --stack staging`,
    ],
  ])("%s", (_, config, problem) => {
    expect(refusal(() => read(config))).toBe(`Pulumi.staging.yaml has a problem:\n\n${problem}`);
  });
});

function refusal(parse: () => unknown): string {
  try {
    parse();
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}
