import type { Service } from "./system";

/** Docker's words: the new container runs before the old one stops, or only after it. */
export const UPDATE_ORDERS = ["start-first", "stop-first"] as const;

export type UpdateOrder = (typeof UPDATE_ORDERS)[number];

type Run = Pick<Service, "volumes" | "instances" | "publish" | "updateOrder">;

/** What the service says, else `stop-first` where two copies would be in each other's way. */
export const updateOrder = (service: Run): UpdateOrder =>
  service.updateOrder ?? (whyExclusive(service) === undefined ? "start-first" : "stop-first");

/** Why no two copies may run at one instant; nothing where they may. */
export function whyExclusive(service: Omit<Run, "updateOrder">): string | undefined {
  if (service.instances === "exactly-one") return "it never runs twice";
  if (isStateful(service)) return "its data has one writer";
  return (service.publish ?? []).length > 0 ? "it owns a port of the host" : undefined;
}

/** Stateful services take over at once, before the release that needs them; all others move at the cutover. */
export const isStateful = ({ volumes = [] }: Pick<Service, "volumes">) => volumes.some(({ shared }) => !shared);
