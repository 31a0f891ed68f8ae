import type { Limits, Service } from "./system";
import { isStateful, updateOrder } from "./updateOrder";

/** A service, a job, or the proxy, as it burdens the host. */
export interface Part {
  readonly name: string;
  readonly limits: Limits;
  readonly replicas: number;
  readonly beside: Beside;
}

/**
 * Which new copies run beside the former ones in a deploy: `all` of a service behind the proxy, until the cutover; workers in
 * `batches`, of one container where no more fit; jobs `once`, and all at once, before any worker starts; `none` where the former
 * ones stop first.
 */
export type Beside = "all" | "batches" | "once" | "none";

/** A Docker host as the daemon measures it. */
export interface HostSize {
  readonly memoryMiB: number;
  readonly cpus: number;
}

/** A part's share of the fullest moment of a deploy. */
export interface Share extends Part {
  /** Copies that run beside the replicas at that moment. */
  readonly more: number;
  readonly memoryMiB: number;
  readonly cpus: number;
}

/** How new copies of a service run beside the former ones. */
export function besideOf(service: Pick<Service, "http" | "volumes" | "instances">): Beside {
  if (isStateful(service)) return "none";
  if (service.http) return "all";
  return updateOrder(service) === "start-first" ? "batches" : "none";
}

/** What each part takes at the fullest moment of a deploy, which is while the jobs run, or while workers roll. */
export function sharesOf(parts: readonly Part[]): Share[] {
  const passing = passingParts(parts);
  return parts.map((part) => {
    const more = part.beside === "all" ? part.replicas : passing.includes(part) ? 1 : 0;
    const copies = part.replicas + more;
    return { ...part, more, memoryMiB: part.limits.memoryMiB * copies, cpus: exact(part.limits.cpus * copies) };
  });
}

/** What takes more memory for a time: all jobs together, or the largest worker's container, alone in its batch. */
function passingParts(parts: readonly Part[]): readonly Part[] {
  const [largest] = parts
    .filter(({ beside }) => beside === "batches")
    .sort((a, b) => b.limits.memoryMiB - a.limits.memoryMiB);
  const jobs = parts.filter(({ beside }) => beside === "once");
  const memory = jobs.reduce((sum, { limits }) => sum + limits.memoryMiB, 0);
  return largest && largest.limits.memoryMiB >= memory ? [largest] : jobs;
}

/** The most that the parts take together in a deploy. */
export function peakOf(parts: readonly Part[]): Limits {
  const shares = sharesOf(parts);
  return {
    memoryMiB: shares.reduce((sum, { memoryMiB }) => sum + memoryMiB, 0),
    cpus: exact(shares.reduce((sum, { cpus }) => sum + cpus, 0)),
  };
}

/**
 * The most that a stack may take of a host. Memory is real: a twentieth, at least 256 MiB, stays for the system and the Docker
 * daemon. A CPU limit is a cap and reserves nothing, and most services idle: the caps may add up to `cpuOvercommit` times the
 * processors.
 */
export function roomOn(size: HostSize, cpuOvercommit: number): Limits {
  return { memoryMiB: size.memoryMiB - reserveMiB(size.memoryMiB), cpus: size.cpus * cpuOvercommit };
}

/** Memory that stays for the system and the Docker daemon. */
export const reserveMiB = (hostMiB: number) => Math.max(256, Math.ceil(hostMiB / 20));

/** The smallest host memory, in whole gibibytes, that leaves this much room. */
export function hostMemoryFor(roomMiB: number): number {
  let gibibytes = Math.ceil(roomMiB / 1024);
  while (gibibytes * 1024 - reserveMiB(gibibytes * 1024) < roomMiB) gibibytes++;
  return gibibytes;
}

/** Without what binary fractions add to a sum of decimal ones. */
const exact = (number: number) => Number(number.toFixed(9));
