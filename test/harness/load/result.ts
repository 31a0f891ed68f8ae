import type { Stream } from "./plan";

/** What a load saw. Times are milliseconds since 1970. */
export interface LoadResult {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly sent: number;
  readonly ok: number;
  readonly failed: number;
  /** The first twenty. */
  readonly failures: readonly Failure[];
  /** How often each error or status occurred. */
  readonly failureKinds: Readonly<Record<string, number>>;
  /** When each failed request ended. */
  readonly failedAt: readonly number[];
  readonly streams: Readonly<Record<Stream, { readonly sent: number; readonly failed: number }>>;
  readonly paths: Readonly<Record<string, { readonly sent: number; readonly failed: number }>>;
  readonly series: readonly Second[];
  readonly latency: Latency;
  /** Distinct values of each watched field. */
  readonly seen: Readonly<Record<string, readonly Seen[]>>;
  /** POST requests that were answered with success. */
  readonly accepted: readonly Accepted[];
  readonly generator: GeneratorCost;
}

export interface Failure {
  /** ISO time at which the request ended. */
  readonly at: string;
  readonly stream: Stream;
  readonly request: string;
  /** The status, or what happened to the connection. */
  readonly error: string;
  /** The answer's first 200 characters. */
  readonly body: string;
  readonly milliseconds: number;
}

/** What happened to the requests that were sent within one second. */
export interface Second {
  /** Whole seconds since the start. */
  readonly second: number;
  sent: number;
  ok: number;
  failed: number;
  /** Longest time to an answer, in milliseconds. */
  slowest: number;
}

/** Milliseconds from sending to the complete answer, over all that were answered with success. */
export interface Latency {
  readonly p50: number;
  readonly p90: number;
  readonly p99: number;
  readonly max: number;
}

export interface Seen {
  readonly value: string;
  readonly count: number;
  readonly first: number;
  readonly last: number;
}

export interface Accepted {
  /** What `{unique}` stood for. */
  readonly text: string;
  /** Field `id` of the answer. */
  readonly id?: number | string;
}

/** What the load took itself, to tell its own faults from the target's. */
export interface GeneratorCost {
  /** Per cent of one core. */
  readonly cpuPercent: number;
  /** The longest that a request was sent after its time, in milliseconds. */
  readonly lagMax: number;
  /** How long nothing was sent because too many requests were without an answer, in milliseconds. */
  readonly held: number;
  readonly connections: number;
}

/** The lines that a person wants to see about a load. */
export function summary(result: LoadResult): string {
  const { sent, ok, failed, latency, failureKinds, failures, generator } = result;
  const seconds = (result.endedAt - result.startedAt) / 1000;
  const ms = (value: number) => `${value.toFixed(1)} ms`;
  return [
    `${sent} requests in ${seconds.toFixed(1)} s: ${ok} ok, ${failed} failed`,
    `latency p50 ${ms(latency.p50)}, p90 ${ms(latency.p90)}, p99 ${ms(latency.p99)}, max ${ms(latency.max)}`,
    `generator: ${generator.cpuPercent.toFixed(0)}% of a core, at most ${ms(generator.lagMax)} late, held back for ${ms(generator.held)}, ${generator.connections} connections`,
    ...Object.entries(failureKinds).map(([kind, count]) => `${count} x ${kind}`),
    ...failures.map(({ at, stream, request, error, body }) => `${at} ${stream} ${request}: ${error} ${body}`.trimEnd()),
  ].join("\n");
}

/** Seconds from the first failure to the last; 0 without any. */
export function failureWindow({ failedAt }: Pick<LoadResult, "failedAt">): number {
  if (failedAt.length === 0) return 0;
  const sorted = [...failedAt].sort((a, b) => a - b);
  return ((sorted.at(-1) ?? 0) - (sorted[0] ?? 0)) / 1000;
}
