import { hostname } from "node:os";
import type { FastifyInstance } from "fastify";
import { settings } from "./settings.js";

const TICK_MS = 1000;
const GOING_AWAY = 1001;

const hello = { release: settings.release, host: hostname() };

/** How each open WebSocket and event stream is ended politely. */
const open = new Set<() => void>();
let ending = false;

/** Ends every WebSocket and event stream, and those that are opened from now on; their clients come back and find another release. */
export function endStreams(): void {
  ending = true;
  for (const end of open) end();
}

/** Calls `tick` each second until the stream is closed. */
function keep(end: () => void, tick: (count: number) => void): () => void {
  let count = 0;
  const timer = setInterval(() => tick(++count), TICK_MS);
  open.add(end);
  if (ending) end();
  return () => {
    clearInterval(timer);
    open.delete(end);
  };
}

export async function streams(app: FastifyInstance): Promise<void> {
  app.get("/api/socket", { websocket: true }, (socket) => {
    const say = (message: object) => socket.send(JSON.stringify(message));
    say({ type: "hello", ...hello });
    const closed = keep(
      () => socket.close(GOING_AWAY),
      (count) => say({ type: "tick", count }),
    );
    socket.on("message", (text) => say({ type: "echo", text: String(text) }));
    socket.on("close", closed);
  });

  app.get("/api/events", (_, reply) => {
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      "Content-Type": "text/event-stream",
      "Cache-Control": "no-cache",
      // nginx would hold back what is less than its buffer.
      "X-Accel-Buffering": "no",
    });
    const say = (event: string, data: object) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    say("hello", hello);
    const closed = keep(
      () => raw.end(),
      (count) => say("tick", { count }),
    );
    raw.on("close", closed);
  });
}
