// A stand-in answers for the daemon's API on a socket; that Docker answers like this, the engine tests show.
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { serviceTable } from "../../../setup/serviceTable";
import { folder } from "../fixture";

interface Played {
  readonly service: string;
  readonly startedAt: string;
  readonly status?: string;
  readonly health?: string;
}

const now = new Date("2026-08-21T12:00:00Z");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000).toISOString();

/** The daemon's API with these containers; it keeps the addresses that it was asked for. */
async function daemon(containers: readonly Played[]): Promise<{ host: string; asked: string[] }> {
  const asked: string[] = [];
  const path = join(folder(), "docker.sock");
  const server = createServer(({ url = "" }, response) => {
    asked.push(decodeURIComponent(url));
    const own = containers.find(({ service }) => url.includes(`/containers/${service}-id/`));
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(own ? inspected(own) : containers.map(summary)));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  atTheEnd.push(() => server.close());
  return { host: `unix://${path}`, asked };
}

const summary = ({ service }: Played) => ({
  Id: `${service}-id`,
  Labels: { "roadstead.service": service },
  Image: `sha256:52a637efec388a1d2c5e7e40ad6c51b9${service}`,
});

const inspected = ({ service, startedAt, status = "running", health }: Played) => ({
  Name: `/${service}-1-78394ae`,
  State: {
    Status: status,
    Running: status === "running",
    ExitCode: 0,
    StartedAt: startedAt,
    FinishedAt: startedAt,
    ...(health ? { Health: { Status: health } } : {}),
  },
});

const atTheEnd: (() => void)[] = [];
afterAll(() => {
  for (const end of atTheEnd) end();
});

beforeEach(() => {
  vi.stubEnv("DOCKER_HOST", "");
  vi.useFakeTimers({ now, toFake: ["Date"] });
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

describe("The table of services (unit)", () => {
  it("lists the stack's containers by service, with image, state and age", async () => {
    const { host, asked } = await daemon([
      { service: "proxy", startedAt: before(7200), health: "healthy" },
      { service: "api", startedAt: before(90), health: "starting" },
      { service: "bot", startedAt: before(300), status: "exited" },
    ]);
    expect(await serviceTable(host, "staging")).toBe(
      `SERVICE   CONTAINER         IMAGE                 STATE                SINCE
api       api-1-78394ae     sha256:52a637efec38   running (starting)   90 seconds ago
bot       bot-1-78394ae     sha256:52a637efec38   exited (0)           5 minutes ago
proxy     proxy-1-78394ae   sha256:52a637efec38   running (healthy)    2 hours ago`,
    );
    expect(asked[0]).toContain('/containers/json?all=true&filters={"label":["roadstead.stack=staging"]}');
  });

  it.each([
    [0, "0 seconds ago"],
    [119, "119 seconds ago"],
    [120, "2 minutes ago"],
    [7199, "120 minutes ago"],
    [7200, "2 hours ago"],
    [3 * 86_400, "72 hours ago"],
    [-5, "0 seconds ago"],
  ])("says of a start %i s ago: %s", async (seconds, text) => {
    const { host } = await daemon([{ service: "api", startedAt: before(seconds) }]);
    const [, line = ""] = (await serviceTable(host, "staging")).split("\n");
    expect(line.endsWith(`   ${text}`)).toBe(true);
  });

  it("has headings alone when nothing runs", async () => {
    const { host } = await daemon([]);
    expect(await serviceTable(host, "staging")).toBe("SERVICE   CONTAINER   IMAGE   STATE   SINCE");
  });
});
