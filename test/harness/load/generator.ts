import type { Connection } from "./connection";
import { Pace } from "./pace";
import { type Plan, type Stream, schedule } from "./plan";
import { Pool } from "./pool";
import { type Sent, Tally } from "./tally";

/** Runs in a process of its own: takes a plan, reports progress, and sends the result when it ends. */
function run(plan: Plan): void {
  const { protocol, hostname, port, host } = new URL(plan.url);
  const secure = protocol === "https:";
  const target = { host: hostname.replace(/^\[|\]$/g, ""), port: Number(port || (secure ? 443 : 80)), secure };
  const pool = new Pool(target, plan.connections);
  const underWay = new Map<Sent, Connection>();
  const turns = schedule(plan.mix);
  const id = Math.random().toString(36).slice(2, 8);
  const cpu = process.cpuUsage();
  const start = performance.now();
  const now = () => performance.now() - start;
  const startedAt = Date.now();
  const tally = new Tally(plan, startedAt);
  let lagMax = 0;
  let ending: string | undefined;

  function requestOf(stream: Stream): { sent: Sent; text: string } {
    const number = tally.sent;
    const unique = `${id}-${number}`;
    const close = stream.endsWith("new") ? "Connection: close\r\n" : "";
    if (stream.startsWith("GET")) {
      const path = plan.get[tally.sentOn(stream) % plan.get.length] ?? "/";
      return {
        sent: { stream, path, text: unique, at: now() },
        text: `GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${close}\r\n`,
      };
    }
    const { path } = plan.post;
    const body = plan.post.body.replaceAll("{unique}", unique);
    const head = `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${close}Content-Type: application/json\r\n`;
    const length = Buffer.byteLength(body);
    return { sent: { stream, path, text: unique, at: now() }, text: `${head}Content-Length: ${length}\r\n\r\n${body}` };
  }

  function send(): void {
    const stream = turns.next().value;
    const { sent, text } = requestOf(stream);
    tally.begin(sent);
    const kept = stream.endsWith("kept");
    const connection = kept ? pool.take() : pool.fresh();
    underWay.set(sent, connection);
    connection.send(text, (outcome) => {
      underWay.delete(sent);
      if (kept) pool.giveBack(connection);
      tally.end(sent, outcome, now());
    });
  }

  const pace = new Pace(plan.rate);

  /** Runs after the poll phase, so that the end of a connection that has arrived is known before the connection is used. */
  function sendDue(): void {
    while (pace.lateness(now()) >= 0 && ending === undefined) {
      ending = boundReached();
      if (ending !== undefined) return;
      if (underWay.size >= plan.inFlight) {
        pace.hold(now());
        break;
      }
      lagMax = Math.max(lagMax, pace.lateness(now()));
      send();
      pace.sent();
    }
    if (ending === undefined) setTimeout(() => setImmediate(sendDue), Math.max(1, -pace.lateness(now())));
  }

  function boundReached(): string | undefined {
    if (tally.sent >= plan.count) return "count";
    return now() >= plan.seconds * 1000 ? "time" : undefined;
  }

  function abandonLate(): void {
    for (const [{ at }, connection] of underWay) {
      if (now() - at < plan.timeoutSeconds * 1000) break;
      connection.abandon(`timeout after ${plan.timeoutSeconds} s`);
    }
  }

  function report(): void {
    abandonLate();
    const { sent, ok, failed } = tally;
    process.send?.({ kind: "progress", progress: { sent, ok, failed } });
    if (ending !== undefined && underWay.size === 0) finish(ending);
  }

  function finish(why: string): void {
    clearInterval(reporting);
    pool.close();
    const used = process.cpuUsage(cpu);
    const cpuPercent = (used.user + used.system) / 10 / now();
    const result = tally.result(Date.now(), { cpuPercent, lagMax, held: pace.held, connections: pool.opened });
    process.send?.({ kind: "result", why, result }, () => process.disconnect());
  }

  process.on("message", () => {
    ending ??= "stop";
  });
  const reporting = setInterval(report, 100);
  process.send?.({ kind: "started" });
  sendDue();
}

process.on("disconnect", () => process.exit());
process.once("message", (plan) => run(plan as Plan));
