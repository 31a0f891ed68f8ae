import type { Outcome } from "./connection";
import { type Plan, type Stream, streams } from "./plan";
import type { Accepted, Failure, Latency, LoadResult, Second, Seen } from "./result";

/** A request under way. */
export interface Sent {
  readonly stream: Stream;
  readonly path: string;
  /** What `{unique}` stands for in its body. */
  readonly text: string;
  /** Milliseconds since the start. */
  readonly at: number;
}

const FAILURES_SHOWN = 20;

/** Counts what becomes of the requests. */
export class Tally {
  readonly #plan: Plan;
  readonly #startedAt: number;
  readonly #latencies: number[] = [];
  readonly #failures: Failure[] = [];
  readonly #failedAt: number[] = [];
  readonly #kinds: Record<string, number> = {};
  readonly #streams = Object.fromEntries(streams.map((stream) => [stream, { sent: 0, failed: 0 }])) as Record<
    Stream,
    { sent: number; failed: number }
  >;
  readonly #paths: Record<string, { sent: number; failed: number }> = {};
  readonly #series: Second[] = [];
  readonly #seen: Record<string, Map<string, { count: number; first: number; last: number }>>;
  readonly #accepted: Accepted[] = [];
  sent = 0;
  ok = 0;
  failed = 0;

  constructor(plan: Plan, startedAt: number) {
    this.#plan = plan;
    this.#startedAt = startedAt;
    this.#seen = Object.fromEntries(plan.watch.map((field) => [field, new Map()]));
  }

  /** Requests of one stream so far. */
  sentOn(stream: Stream): number {
    return this.#streams[stream].sent;
  }

  begin({ stream, path, at }: Sent): void {
    this.sent++;
    this.#streams[stream].sent++;
    this.#path(path).sent++;
    this.#second(at).sent++;
  }

  end(request: Sent, outcome: Outcome, now: number): void {
    const [lowest, highest] = this.#plan.accept;
    if ("error" in outcome) this.#fail(request, outcome.error, "", now);
    else if (outcome.status < lowest || outcome.status > highest) {
      this.#fail(request, String(outcome.status), outcome.body.toString("utf8", 0, 200), now);
    } else this.#succeed(request, outcome.body, now);
  }

  result(endedAt: number, generator: LoadResult["generator"]): LoadResult {
    return {
      startedAt: this.#startedAt,
      endedAt,
      sent: this.sent,
      ok: this.ok,
      failed: this.failed,
      failures: this.#failures,
      failureKinds: this.#kinds,
      failedAt: this.#failedAt,
      streams: this.#streams,
      paths: this.#paths,
      series: this.#series,
      latency: percentiles(this.#latencies),
      seen: Object.fromEntries(Object.entries(this.#seen).map(([field, values]) => [field, listed(values)])),
      accepted: this.#accepted,
      generator,
    };
  }

  #succeed(request: Sent, body: Buffer, now: number): void {
    const took = now - request.at;
    this.ok++;
    this.#latencies.push(took);
    const second = this.#second(request.at);
    second.ok++;
    second.slowest = Math.max(second.slowest, took);
    if (request.stream.startsWith("POST")) this.#accept(request.text, body);
    else if (this.#plan.watch.length > 0) this.#watch(body, this.#startedAt + now);
  }

  #fail({ stream, path, at }: Sent, error: string, body: string, now: number): void {
    this.failed++;
    this.#streams[stream].failed++;
    this.#path(path).failed++;
    this.#second(at).failed++;
    this.#failedAt.push(this.#startedAt + now);
    const kind = error.replace(/after \d+ answers/, "used before");
    this.#kinds[kind] = (this.#kinds[kind] ?? 0) + 1;
    if (this.#failures.length === FAILURES_SHOWN) return;
    const request = `${stream.split(" ")[0]} ${path}`;
    const time = new Date(this.#startedAt + now).toISOString();
    this.#failures.push({ at: time, stream, request, error, body, milliseconds: now - at });
  }

  #accept(text: string, body: Buffer): void {
    const { id } = objectIn(body);
    this.#accepted.push(typeof id === "number" || typeof id === "string" ? { text, id } : { text });
  }

  #watch(body: Buffer, now: number): void {
    const object = objectIn(body);
    for (const field of this.#plan.watch) {
      if (object[field] === undefined) continue;
      const values = this.#seen[field] as Map<string, { count: number; first: number; last: number }>;
      const value = String(object[field]);
      const entry = values.get(value);
      if (!entry) values.set(value, { count: 1, first: now, last: now });
      else {
        entry.count++;
        entry.last = now;
      }
    }
  }

  #path(path: string): { sent: number; failed: number } {
    const counts = this.#paths[path] ?? { sent: 0, failed: 0 };
    this.#paths[path] = counts;
    return counts;
  }

  #second(at: number): Second {
    const second = Math.floor(at / 1000);
    while (this.#series.length <= second) {
      this.#series.push({ second: this.#series.length, sent: 0, ok: 0, failed: 0, slowest: 0 });
    }
    return this.#series[second] as Second;
  }
}

function objectIn(body: Buffer): Record<string, unknown> {
  try {
    const value = JSON.parse(body.toString("utf8"));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}

const listed = (values: Map<string, Omit<Seen, "value">>): Seen[] =>
  [...values].map(([value, entry]) => ({ value, ...entry }));

/** Nearest-rank percentiles; zeros for no values at all. */
export function percentiles(values: readonly number[]): Latency {
  const sorted = Float64Array.from(values).sort();
  const at = (share: number) => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
