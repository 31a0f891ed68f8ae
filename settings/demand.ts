import { FORWARDER, PROXY } from "../systems/entrance";
import { besideOf, type Part } from "../systems/fit";
import type { Settings } from "./settings";

/** What a stack asks of its host. */
export interface Demand {
  readonly stack: string;
  /** Address of the Docker daemon. */
  readonly host: string;
  readonly parts: readonly Part[];
  /** The CPU limits may add up to this many times the host's processors. */
  readonly cpuOvercommit: number;
}

/** The demand of a stack: its services, its jobs, and the proxy, which stops before a new one starts unless a forwarder is before it. */
export function demandOf({ stack, host, system, services, jobs, proxy, cpuOvercommit }: Settings): Demand {
  const parts = Object.entries(services).map(([name, { limits, replicas }]): Part => {
    const definition = system.services[name];
    return { name, limits, replicas, beside: definition ? besideOf(definition) : "none" };
  });
  const once = Object.entries(jobs).map(([name, { limits }]): Part => ({ name, limits, replicas: 0, beside: "once" }));
  const { limits, forwarder } = proxy;
  const way: Part[] = [
    { name: PROXY, limits, replicas: 1, beside: forwarder ? "all" : "none" },
    ...(forwarder ? [{ name: FORWARDER, limits: forwarder.limits, replicas: 1, beside: "none" } as const] : []),
  ];
  return { stack, host, parts: [...parts, ...once, ...way], cpuOvercommit };
}
