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

/** Reads the name of a runtime. */
export function runtimeName(value: unknown): "docker" | Refusal {
  if (value === "docker") return value;
  const expected = value === "swarm" ? "docker; the swarm runtime is not available yet" : "docker";
  return new Refusal(expected, remove);
}
