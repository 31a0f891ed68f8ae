import type { System } from "../systems/system";
import { needersOf } from "../systems/without";
import { remove, set } from "./commands";
import { nearest } from "./nearest";
import { Refusal } from "./refusal";

/** Reads the name of a service, job or static volume that the stack leaves out, beside the others that it leaves out. */
export const partLeftOut =
  (system: System, all: readonly string[]) =>
  (value: unknown): string | Refusal => {
    const parts = [system.services, system.jobs, system.staticVolumes].flatMap((named) => Object.keys(named));
    const name = parts.find((part) => part === value);
    const likely = nearest(String(value ?? ""), parts);
    if (name === undefined) return new Refusal(`one of ${parts.join(", ")}`, likely ? set(likely) : remove);
    const needers = needersOf(system, name, all);
    return needers.length > 0
      ? new Refusal(`a part that nothing needs: ${needers.join(", ")} cannot do without it`, remove)
      : name;
  };

/** What the stack file names as left out, whether or not it may. */
export function namesLeftOut(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
