import { describe, expect, it } from "vitest";
import { demandOf } from "../../../settings/demand";
import { parseSettings } from "../../../settings/parse";
import type { System } from "../../../systems/system";
import { complete, shop } from "./system";

const read = (config: Record<string, unknown>, system = shop) =>
  demandOf(parseSettings("staging", { ...complete, ...config }, { systems: { shop: system } }));

const small = { memoryMiB: 128, cpus: 0.5 };

describe("What a stack asks of its host", () => {
  it("H9 is every service and the proxy, in the sizes and numbers that the stack file says", () => {
    const changes = { "roadstead:limits": { postgres: { memory: "2g" } }, "roadstead:replicas": { api: 3 } };
    expect(read({ ...changes, "roadstead:cpuOvercommit": 4 })).toStrictEqual({
      stack: "staging",
      host: "unix:///var/run/docker.sock",
      parts: [
        { name: "api", limits: small, replicas: 3, beside: "all" },
        { name: "beat", limits: small, replicas: 1, beside: "none" },
        { name: "postgres", limits: { memoryMiB: 2048, cpus: 1 }, replicas: 1, beside: "none" },
        { name: "proxy", limits: small, replicas: 1, beside: "none" },
      ],
      cpuOvercommit: 4,
    });
  });

  it("H9 has beside it a batch of what is not behind the proxy", () => {
    const { api, ...others } = shop.services;
    const { http: _, ...worker } = api as System["services"][string];
    const system = { ...shop, services: { api: worker, ...others }, proxy: { ...shop.proxy, routes: [] } };
    expect(read({}, system).parts[0]).toMatchObject({ name: "api", beside: "batches" });
  });

  it("H9 has a second proxy beside the first where a forwarder stands before them", () => {
    expect(read({ "roadstead:proxy": { updateOrder: "start-first" } }).parts.slice(-2)).toStrictEqual([
      { name: "proxy", limits: small, replicas: 1, beside: "all" },
      { name: "forwarder", limits: { memoryMiB: 128, cpus: 1 }, replicas: 1, beside: "none" },
    ]);
  });

  it("H9 leaves out what the stack leaves out", () => {
    const { parts } = read({ "roadstead:without": ["beat"], "roadstead:limits": { beat: { memory: "900g" } } });
    expect(parts.map(({ name }) => name)).toStrictEqual(["api", "postgres", "proxy"]);
  });
});
