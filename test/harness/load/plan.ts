/** One kind of request: its method, and whether it comes on a kept connection or a new one. */
export const streams = ["GET kept", "GET new", "POST kept", "POST new"] as const;

export type Stream = (typeof streams)[number];

/** What to send, how fast, and what counts as a failure. */
export interface LoadOptions {
  /** Origin on a loopback address, such as `http://127.0.0.1:8080`. */
  readonly url: string;
  /** Requests per second, sent on time whatever the answers do, up to `inFlight`; fewer for a while where that is reached. Default: 500. */
  readonly rate?: number;
  /** Shares of the streams. Default: nine GET for one POST, which costs the sample ten times as much; half on kept connections. */
  readonly mix?: Partial<Record<Stream, number>>;
  /** Paths that the GET requests of each stream ask for in turn; a path may stand here twice. Default: `/api/version`. */
  readonly get?: readonly string[];
  /** What the POST requests send; `{unique}` in the body stands for a text that no other request has. Default: a message. */
  readonly post?: Post;
  /** Fields of JSON answers to GET whose distinct values are recorded. Default: none. */
  readonly watch?: readonly string[];
  /** First and last status that is a success. Default: 200 and 299. */
  readonly accept?: readonly [number, number];
  /** Seconds that one request may take. Default: 10. */
  readonly timeoutSeconds?: number;
  /** Kept connections that take turns; more are opened while all are busy. Default: 32. */
  readonly connections?: number;
  /** Requests without an answer yet, beyond which further ones wait: a machine that cannot keep up is no failed request. Default: 32. */
  readonly inFlight?: number;
  /** Seconds after which the load ends by itself. Default: 1800. */
  readonly seconds?: number;
  /** Number of requests after which the load ends by itself. Default: 1,000,000. */
  readonly count?: number;
}

export interface Post {
  readonly path: string;
  readonly body: string;
}

export type Plan = Required<LoadOptions>;

/** The options with their defaults; throws on a target that is not this machine, and on a load without bound. */
export function planOf(options: LoadOptions): Plan {
  const plan: Plan = {
    rate: 500,
    mix: { "GET kept": 9, "GET new": 9, "POST kept": 1, "POST new": 1 },
    get: ["/api/version"],
    post: { path: "/api/messages", body: '{"text":"{unique}"}' },
    watch: [],
    accept: [200, 299],
    timeoutSeconds: 10,
    connections: 32,
    inFlight: 32,
    seconds: 1800,
    count: 1_000_000,
    ...options,
  };
  refuseOtherMachines(plan.url);
  for (const bound of ["rate", "seconds", "count", "timeoutSeconds", "connections", "inFlight"] as const) {
    if (!(plan[bound] > 0 && Number.isFinite(plan[bound]))) {
      throw new Error(`\`${bound}\` of a load is ${plan[bound]}; expected a positive, finite number`);
    }
  }
  if (!streams.some((stream) => (plan.mix[stream] ?? 0) > 0)) {
    throw new Error('`mix` of a load gives no stream a share; expected for example {"GET new": 1}');
  }
  return plan;
}

function refuseOtherMachines(url: string): void {
  const { protocol, hostname } = new URL(url);
  const loopback = hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
  if (!/^https?:$/.test(protocol) || !loopback) {
    throw new Error(`a load may only go to this machine, not to ${url}; expected for example http://127.0.0.1:8080`);
  }
}

/** An endless series of streams, each as often as its share says and as evenly spread as can be. */
export function* schedule(mix: Plan["mix"]): Generator<Stream, never> {
  const shares = streams.map((stream) => ({ stream, share: mix[stream] ?? 0, credit: 0 }));
  const total = shares.reduce((sum, { share }) => sum + share, 0);
  for (;;) {
    for (const entry of shares) entry.credit += entry.share;
    const next = shares.reduce((best, entry) => (entry.credit > best.credit ? entry : best));
    next.credit -= total;
    yield next.stream;
  }
}
