import { get, type IncomingMessage } from "node:http";
import { get as getSecurely } from "node:https";
import WebSocket from "ws";

/** Kinds of connections that stay open: a WebSocket, or an event stream of HTTP's. */
export type StreamKind = "websocket" | "events";

/** One connection that has ended. */
export interface StreamRecord {
  readonly kind: StreamKind;
  /** Milliseconds from the try to the end. */
  readonly endedAfter: number;
  /** `1001` and the like for a WebSocket, `end` for a stream that ended in order, else what went wrong. */
  readonly end: string;
}

/** What a connection of either kind tells its owner. */
interface Listener {
  /** There was a first message. */
  hello(): void;
  end(how: string): void;
}

const open: Readonly<Record<StreamKind, (url: string, listener: Listener) => () => void>> = {
  websocket: openWebSocket,
  events: openEvents,
};

/** Clients that keep a connection open each, by HTTPS with whatever certificate, and open the next one at once when it ends. */
export class Streams {
  readonly records: StreamRecord[] = [];
  readonly #url: string;
  readonly #closers = new Set<() => void>();
  #stopped = false;

  private constructor(url: string) {
    this.#url = url;
  }

  /** Opens that many of each kind, and waits for their first messages. */
  static async open(url: string, paths: Readonly<Record<StreamKind, string>>, each: number): Promise<Streams> {
    const streams = new Streams(url);
    const kinds = Object.entries(paths) as [StreamKind, string][];
    await Promise.all(kinds.flatMap(([kind, path]) => Array.from({ length: each }, () => streams.#client(kind, path))));
    return streams;
  }

  /** How many have said hello and are open. */
  get open(): number {
    return this.#closers.size;
  }

  /** Closes what is open. */
  stop(): void {
    this.#stopped = true;
    for (const close of this.#closers) close();
  }

  /** Settles with the first message of the client's first connection. */
  #client(kind: StreamKind, path: string): Promise<void> {
    return new Promise((ready) => {
      const begun = Date.now();
      let greeted = false;
      const close = open[kind](`${this.#url}${path}`, {
        hello: () => {
          greeted = true;
          this.#closers.add(close);
          ready();
        },
        end: (end) => {
          this.#closers.delete(close);
          ready();
          if (this.#stopped) return;
          this.records.push({ kind, endedAfter: Date.now() - begun, end });
          // One that never came about would come again as fast as it fails.
          if (greeted) void this.#client(kind, path);
        },
      });
    });
  }
}

function openWebSocket(url: string, { hello, end }: Listener): () => void {
  const socket = new WebSocket(url.replace(/^http/, "ws"), { rejectUnauthorized: false });
  socket.once("message", hello);
  let error: string | undefined;
  socket.on("error", (reason) => {
    error = reason.message;
  });
  socket.on("close", (code) => end(error ?? String(code)));
  return () => socket.terminate();
}

function openEvents(url: string, { hello, end }: Listener): () => void {
  const once = onlyOnce(end);
  const options = { agent: false, headers: { Accept: "text/event-stream" }, rejectUnauthorized: false };
  const take = (response: IncomingMessage) => {
    if (response.statusCode === 200) readEvents(response, hello, once);
    else once(`status ${response.statusCode}`);
  };
  const request = url.startsWith("https:") ? getSecurely(url, options, take) : get(url, options, take);
  request.on("error", (error) => once(error.message));
  return () => void request.destroy();
}

function readEvents(response: IncomingMessage, hello: Listener["hello"], end: Listener["end"]): void {
  let text = "";
  response.setEncoding("utf8");
  response.on("data", function first(chunk: string) {
    text += chunk;
    if (!/^data: ?.*\n\n/m.test(text)) return;
    response.off("data", first);
    response.resume();
    hello();
  });
  response.on("end", () => end("end"));
  response.on("error", (error) => end(error.message));
}

function onlyOnce(end: (how: string) => void): (how: string) => void {
  let ended = false;
  return (how) => {
    if (!ended) end(how);
    ended = true;
  };
}
