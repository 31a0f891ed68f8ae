/** A database or queue, as those see it that connect to it. */
export type Store = PostgresStore | RedisStore | RabbitmqStore;

export interface PostgresStore {
  readonly kind: "postgres";
  /** Connections that it allows at once, `max_connections`. Default: 100, as Postgres itself. */
  readonly connections?: number;
}

export interface RedisStore {
  readonly kind: "redis";
  /** What it does when its memory is full, `maxmemory-policy`. Default: `noeviction`, as Redis itself. */
  readonly eviction?: string;
}

export interface RabbitmqStore {
  readonly kind: "rabbitmq";
}

/** How a service or job connects to a store. */
export interface Connection {
  /** Service that is the store. */
  readonly to: string;
  /** Variable that holds the store's address, a URL without a password. */
  readonly variable: string;
  /** What a Redis is to it; neither a queue nor sessions may be evicted. Default: `cache`. */
  readonly use?: "queue" | "sessions" | "cache";
  /** Connections that one container may hold at once. Default: one. */
  readonly pool?: Pool;
}

export interface Pool {
  /** Connections of one process. */
  readonly size: number;
  /** Variable by which a stack sets another size. Default: there is none. */
  readonly variable?: string;
  /** Processes of one container. Default: 1. */
  readonly processes?: number;
}

/** Connections that a Postgres allows where nothing says otherwise. */
export const DEFAULT_CONNECTIONS = 100;

/** What a Redis does with a full memory where nothing says otherwise. */
export const DEFAULT_EVICTION = "noeviction";
