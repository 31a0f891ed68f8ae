import type { System } from "../systems/system";
import { remove, set } from "./commands";
import { nearest } from "./nearest";
import { Refusal } from "./refusal";

/** Reads the name of a system. */
export const systemName =
  (systems: Readonly<Record<string, System>>) =>
  (value: unknown): System | Refusal => {
    const names = Object.keys(systems);
    const system = typeof value === "string" && Object.hasOwn(systems, value) ? systems[value] : undefined;
    const example = nearest(String(value ?? ""), names) ?? names[0] ?? "";
    return system ?? new Refusal(`the name of a system: ${names.join(", ")}`, set(example));
  };

/** Of Redis, https://redis.io/docs/latest/develop/reference/eviction/. */
const EVICTION_POLICIES = [
  ...["noeviction", "allkeys-lru", "allkeys-lfu", "allkeys-random"],
  ...["volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl"],
];

/** Reads what a Redis does when its memory is full. */
export function evictionPolicy(value: unknown): string | Refusal {
  const policy = EVICTION_POLICIES.find((known) => known === value);
  const likely = nearest(String(value ?? ""), EVICTION_POLICIES);
  return policy ?? new Refusal(`one of ${EVICTION_POLICIES.join(", ")}`, likely ? set(likely) : remove);
}

/** Reads one of some words. */
export const oneOf =
  <T extends string>(words: readonly T[], example: T) =>
  (value: unknown): T | Refusal =>
    words.find((word) => word === value) ?? new Refusal(`one of ${words.join(", ")}`, set(example));

/** Reads the name of a runtime. */
export function runtimeName(value: unknown): "docker" | Refusal {
  if (value === "docker") return value;
  const expected = value === "swarm" ? "docker; the swarm runtime is not available yet" : "docker";
  return new Refusal(expected, remove);
}
