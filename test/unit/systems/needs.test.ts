import { describe, expect, it } from "vitest";
import { startOrder, waitsFor } from "../../../systems/needs";
import type { Job, Service, System } from "../../../systems/system";

const limits = { memoryMiB: 64, cpus: 0.5 };
const service = (change: Partial<Service> = {}): Service => ({
  image: { name: "image:1" },
  healthcheck: { test: ["CMD", "true"] },
  limits,
  ...change,
});
const http = { port: 80, healthPath: "/" };
const data = { volumes: [{ name: "data", path: "/data" }] };
const job = (needs: readonly string[]): Job => ({ image: { name: "image:1" }, command: ["run"], needs, limits });

const system: System = {
  name: "shop",
  services: {
    site: service({ http }),
    api: service({ http, needs: ["postgres", "migrate"] }),
    admin: service({ http }),
    worker: service({ needs: ["migrate"] }),
    postgres: service(data),
    search: service({ ...data, needs: ["postgres"] }),
  },
  jobs: { doctor: job(["migrate"]), migrate: job(["postgres"]), seed: job([]) },
  staticVolumes: {},
  surfaces: { backend: ["migrate", "api", "worker"], web: ["site", "pages"] },
  proxy: { image: { name: "nginx:1" }, routes: [], limits },
  secrets: {},
};

describe("The order in which a deploy lets a system's parts in", () => {
  it("S2 has databases, then jobs, then what is behind the proxy, each after what it needs", () => {
    expect(startOrder(system)).toStrictEqual([
      ...["postgres", "search", "migrate", "doctor", "seed"],
      ...["admin", "api", "site"],
    ]);
  });

  it("S2 H4 lets a service wait for what it needs and for earlier surfaces, their jobs too", () => {
    expect(waitsFor(system, "api")).toStrictEqual(["postgres", "migrate"]);
    expect(waitsFor(system, "site")).toStrictEqual(["migrate", "api"]);
    expect(waitsFor(system, "admin")).toStrictEqual([]);
  });

  it("S2 lets a job wait for what it needs alone", () => {
    expect(waitsFor(system, "doctor")).toStrictEqual(["migrate"]);
    expect(waitsFor({ ...system, surfaces: { web: ["site"], jobs: ["seed"] } }, "seed")).toStrictEqual([]);
  });
});
