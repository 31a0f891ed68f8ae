import { besideOf } from "./fit";
import type { Connection } from "./store";
import type { Service } from "./system";

/** Connections to one store that the containers of one service or job may hold. */
export interface Holder {
  readonly name: string;
  /** Containers; a job has none but while a deploy runs. */
  readonly replicas: number;
  /** Containers that a deploy runs beside those. */
  readonly more: number;
  /** Connections of one container. */
  readonly each: number;
}

/** Connections that a database keeps free: Postgres's own three for superusers, and two for a deploy and a person who looks. */
export const CONNECTIONS_FREE = 5;

/** The containers of a service that run side by side in a deploy, at the most. */
export const besides = (service: Service, replicas: number) => (besideOf(service) === "none" ? 0 : replicas);

/** Connections of one container. */
export const connectionsOf = ({ pool }: Connection, size = pool?.size ?? 1) => size * (pool?.processes ?? 1);

/** The most connections that all of them hold at once in a deploy: jobs end before the first new container starts. */
export function peakConnections(holders: readonly Holder[]): number {
  const sum = (count: (holder: Holder) => number) =>
    holders.reduce((total, holder) => total + count(holder) * holder.each, 0);
  const jobs = sum(({ replicas, more }) => (replicas === 0 ? more : 0));
  const copies = sum(({ replicas, more }) => (replicas === 0 ? 0 : more));
  return sum(({ replicas }) => replicas) + Math.max(jobs, copies);
}
