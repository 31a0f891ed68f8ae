import type { Service } from "./system";

/** Docker's words: the new container runs before the old one stops, or only after it. */
export type UpdateOrder = "start-first" | "stop-first";

/** Two copies must not share a data volume, and some services must never run twice. */
export function updateOrder(service: Pick<Service, "volumes" | "instances">): UpdateOrder {
  const exclusive = service.instances === "exactly-one" || (service.volumes ?? []).length > 0;
  return exclusive ? "stop-first" : "start-first";
}

/** Stateful services take over at once, before the release that needs them; all others move at the cutover. */
export const isStateful = (service: Pick<Service, "volumes">) => (service.volumes ?? []).length > 0;
