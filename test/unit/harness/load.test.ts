import { createServer, type Server } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { failureWindow, type LoadOptions, runLoad, startLoad } from "../../harness/load";

let close: () => void = () => {};
afterEach(() => close());

/** Serves until the test ends. */
async function listen(server: Server | ReturnType<typeof createTcpServer>): Promise<string> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => sockets.add(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const quarters: LoadOptions["mix"] = { "GET kept": 1, "GET new": 1, "POST kept": 1, "POST new": 1 };

describe("a load", () => {
  it("sends what it says, on kept and new connections", async () => {
    const bodies: string[] = [];
    let connections = 0;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk) => {
        body += chunk;
      });
      request.on("end", () => {
        if (request.method === "POST") bodies.push(JSON.parse(body).text);
        response.end(JSON.stringify({ id: bodies.length, release: bodies.length < 50 ? "v1" : "v2" }));
      });
    }).on("connection", () => connections++);
    const url = await listen(server);

    const result = await runLoad({ url, mix: quarters, count: 400, connections: 8, watch: ["release"] });

    expect(result.failures).toEqual([]);
    expect([result.sent, result.ok, result.failed]).toEqual([400, 400, 0]);
    expect(result.streams).toEqual({
      "GET kept": { sent: 100, failed: 0 },
      "GET new": { sent: 100, failed: 0 },
      "POST kept": { sent: 100, failed: 0 },
      "POST new": { sent: 100, failed: 0 },
    });
    expect(result.accepted.map(({ text }) => text).sort()).toEqual(bodies.sort());
    expect(new Set(bodies).size).toBe(200);
    expect(result.accepted.every(({ id }) => typeof id === "number")).toBe(true);
    expect(connections).toBe(result.generator.connections);
    expect(connections).toBeGreaterThanOrEqual(208);
    expect(result.seen.release?.map(({ value }) => value)).toEqual(["v1", "v2"]);
    expect(result.seen.release?.reduce((sum, { count }) => sum + count, 0)).toBe(200);
    expect(result.endedAt - result.startedAt).toBeGreaterThan(750);
    expect(result.series.reduce((sum, { sent }) => sum + sent, 0)).toBe(400);
  });

  it("asks for every path on kept and on new connections, as often as the others", async () => {
    const asked: Record<string, number> = {};
    const server = createServer(({ method, url, headers }, response) => {
      const key = `${method} ${url} ${headers.connection ?? "kept"}`;
      asked[key] = (asked[key] ?? 0) + 1;
      if (url === "/web") response.statusCode = 502;
      response.end("<!doctype html>");
    });
    const get = ["/", "/miniapp/", "/web", "/api/version"];
    const result = await runLoad({ url: await listen(server), mix: quarters, count: 80, get, watch: ["release"] });
    expect(asked).toEqual({
      ...Object.fromEntries(get.flatMap((path) => ["kept", "close"].map((kind) => [`GET ${path} ${kind}`, 5]))),
      "POST /api/messages kept": 20,
      "POST /api/messages close": 20,
    });
    expect(result.paths["/web"]).toEqual({ sent: 10, failed: 10 });
    expect(result.paths["/miniapp/"]).toEqual({ sent: 10, failed: 0 });
  });

  it("counts a connection that the server ends without a word, and never tries again", async () => {
    let requests = 0;
    const server = createServer((request, response) => {
      if (++requests % 10 === 0) request.socket.destroy();
      else response.end("{}");
    });
    const result = await runLoad({ url: await listen(server), count: 100, mix: { "GET kept": 1 }, connections: 4 });
    expect([requests, result.ok, result.failed]).toEqual([100, 90, 10]);
    expect(
      Object.keys(result.failureKinds).every((kind) => /^(premature end|ECONNRESET) before the answer/.test(kind)),
    ).toBe(true);
    expect(result.failedAt).toHaveLength(10);
    expect(failureWindow(result)).toBeGreaterThan(0);
  });

  it("does not use a connection whose end has arrived", async () => {
    const server = createTcpServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"));
    });
    const mix = { "POST kept": 1 };
    const result = await runLoad({ url: await listen(server), count: 20, rate: 20, mix, connections: 1 });
    expect([result.failures, result.generator.connections]).toEqual([[], 20]);
  });

  it("closes a connection when the server asks for it", async () => {
    const server = createServer((_, response) => response.setHeader("Connection", "close").end("{}"));
    const mix = { "POST kept": 1 };
    const result = await runLoad({ url: await listen(server), count: 20, rate: 100, mix, connections: 1 });
    expect([result.failures, result.generator.connections]).toEqual([[], 20]);
  });

  it("counts statuses, answers that break off, refused connections and timeouts", async () => {
    const answers = [
      "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy",
      "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf",
      "",
    ];
    let next = 0;
    const server = createTcpServer((socket) => {
      const answer = answers[next++ % 3] ?? "";
      socket.on("error", () => {});
      socket.once("data", () => answer && socket.end(answer));
    });
    const url = await listen(server);
    const result = await runLoad({ url, count: 9, rate: 100, mix: { "GET new": 1 }, timeoutSeconds: 1 });
    expect(result.failureKinds).toEqual({
      "503": 3,
      "premature end within the answer, new connection": 3,
      "timeout after 1 s before the answer, new connection": 3,
    });
    expect(result.failures.find(({ error }) => error === "503")?.body).toBe("busy");
    close();
    const refused = await runLoad({ url, count: 3, rate: 100, mix: { "GET new": 1 } });
    expect(refused.failureKinds).toEqual({ "ECONNREFUSED while connecting, new connection": 3 });
  });

  it("holds back while too many requests are without an answer, and counts none of them as failed", async () => {
    let underWay = 0;
    let most = 0;
    const server = createServer((_, response) => {
      most = Math.max(most, ++underWay);
      setTimeout(() => {
        underWay--;
        response.end("{}");
      }, 200);
    });
    const url = await listen(server);
    const result = await runLoad({ url, count: 30, rate: 1000, inFlight: 10, mix: { "GET new": 1 } });
    expect([result.ok, result.failed, most]).toEqual([30, 0, 10]);
    expect(result.generator.held).toBeGreaterThan(200);
  });

  it("tells when it ended before it was stopped", async () => {
    const load = await startLoad({ url: await listen(createServer((_, response) => void response.end())), count: 5 });
    await expect.poll(() => load.progress.ok, { timeout: 10_000 }).toBe(5);
    await expect(load.stop()).rejects.toThrow("the load had ended by its bound of count before it was stopped");
  });
});
