import { reserveMiB } from "../systems/fit";
import { label } from "../systems/labels";
import type { Docker } from "./docker";

/** A running container of a stack. */
export interface Occupant {
  readonly id: string;
  readonly service: string;
  /** Its limit; 0 when it has none. */
  readonly memoryMiB: number;
}

/** The memory of the host, and who of a stack takes it. */
export interface Occupancy {
  readonly hostMiB: number;
  readonly occupants: readonly Occupant[];
}

/** Asks the daemon for its host's memory and a stack's running containers. */
export async function occupancyOf(docker: Docker, stack: string): Promise<Occupancy> {
  const [{ MemTotal }, running] = await Promise.all([
    docker.info() as Promise<{ MemTotal: number }>,
    docker.listContainers({ filters: { label: [`${label.stack}=${stack}`] } }),
  ]);
  const occupants = running.map(async ({ Id, Labels }) => ({
    id: Id,
    service: Labels[label.service] ?? "",
    memoryMiB: await memoryLimit(docker, Id),
  }));
  return { hostMiB: Math.floor(MemTotal / 1024 ** 2), occupants: await Promise.all(occupants) };
}

/** A container's memory limit in mebibytes; 0 when it has none. */
export async function memoryLimit(docker: Docker, id: string): Promise<number> {
  const { HostConfig } = await docker.getContainer(id).inspect();
  return Math.ceil((HostConfig.Memory ?? 0) / 1024 ** 2);
}

/** Mebibytes that the stack may still take; what stays for the system is not among them. */
export const roomLeft = ({ hostMiB, occupants }: Occupancy) => hostMiB - reserveMiB(hostMiB) - taken(occupants);

/** The sum of the limits. */
export const taken = (occupants: readonly Occupant[]) => occupants.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
