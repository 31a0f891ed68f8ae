// @module-tag slow
// Semalink on the real engine, Docker, RabbitMQ and each proxy, with connections that stay open. TLS is shown elsewhere.
import { createHash, randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../actions/docker";
import { ensureImages } from "../../setup/images";
import { LocalStack } from "../../setup/stack";
import { label } from "../../systems/labels";
import { Clone, type Update } from "../harness/clone";
import { type StreamRecord, Streams } from "../harness/streams";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const STREAMS = 50;
const PATHS = { websocket: "/api/socket", events: "/api/events" } as const;
const LOAD = { rate: 300, get: ["/api/version"], post: { path: "/api/messages", body: '{"text": "{unique}"}' } };
const SHORT_DRAIN = 5;

let clone: Clone;

/** Deploys under load, with streams open, and tells how each stream that ended did. */
async function deploy(between: () => Promise<unknown> = async () => {}) {
  const streams = await Streams.open(clone.url, PATHS, STREAMS);
  expect(streams.open).toBe(2 * STREAMS);
  const { done, load } = await underLoad(
    clone,
    async () => {
      const running = between();
      const update = await clone.up();
      return { update, between: await running };
    },
    LOAD,
  ).finally(() => streams.stop());
  expect(failuresOf(load)).toEqual(none);
  return { ...done, load, records: streams.records, open: streams.open };
}

/** Every stream of the former release ended politely, and not before its time; its client came back to the new release at once. */
function expectPoliteEnds({ records, update }: { records: StreamRecord[]; update: Update }, drainSeconds: number) {
  expect(new Set(records.map(({ kind, end }) => `${kind} ${end}`))).toEqual(new Set(["websocket 1001", "events end"]));
  expect(records).toHaveLength(2 * STREAMS);
  expect(Math.min(...records.map(({ endedAfter }) => endedAfter))).toBeGreaterThan(drainSeconds * 1000);
  expect(update.output).toMatch(/api: \d+ connections to former containers, which wait up to \d+ s more/);
}

const counts = async () => (await fetch(`${clone.url}/api/messages/counts`)).json() as Promise<Record<string, number>>;

async function expectEachOnce() {
  await expect.poll(counts, { timeout: 20_000 }).toSatisfy(({ total, done }) => total === done);
  const { total, deliveries, repeated } = await counts();
  expect({ deliveries, repeated }).toEqual({ deliveries: total, repeated: 0 });
}

describe.each([
  { kind: "caddy", image: "caddy:2.11" },
  { kind: "nginx", image: "nginx:1.30" },
])("Semalink behind $kind", ({ kind, image }) => {
  beforeAll(async () => {
    await ensureImages(new LocalStack("local").host, [image], () => {});
    clone = await Clone.make({ system: "semalink", settings: { environment: { api: { BOOT_SECONDS: "5" } } } });
    clone.edit(
      "systems/semalink.ts",
      (text) => `${text.replace("caddy:2.11", image).replace('"caddy"', `"${kind}"`)}\n`,
    );
    await clone.start({ timeout: 900 });
  }, 1_200_000);
  afterAll(() => clone?.destroy());

  it("M1 no request reaches an API that has not answered its health check, however long it boots", async () => {
    const { requests } = (await (await fetch(`${clone.url}/api/early`)).json()) as { requests: number };
    expect(requests).toBe(0);
  });

  it("M1 a code change: streams live for their drain and end politely, what is under way is answered, no request is early", async () => {
    clone.edit("samples/semalink/src/requests.ts", (text) => text.replace("visits: await", "count: 1, visits: await"));
    const slow = () => fetch(`${clone.url}/api/slow?seconds=25`).then((answer) => answer.status);
    const deployed = await deploy(() => Promise.all([slow(), upload(20)]));
    expect(deployed.between).toEqual([200, true]);
    expect(deployed.update.changes.containers).toEqual({ created: [], replaced: ["api-1"], deleted: [] });
    expectPoliteEnds(deployed, 30);
    expect(await (await fetch(`${clone.url}/api/early`)).json()).toEqual({ requests: 0 });
    // M7: everything before the sources.
    expect(deployed.update.output).toMatch(/api: \d+ of \d+ steps came from the cache/);
    await expectEachOnce();
  });
});

/** Sends some bytes a second for as long, and tells whether all of them arrived. */
async function upload(seconds: number): Promise<boolean> {
  const chunks = Array.from({ length: seconds }, () => randomBytes(10_000));
  const body = async function* () {
    for (const chunk of chunks) {
      yield chunk;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };
  const headers = { "Content-Type": "application/octet-stream" };
  const init = { method: "POST", headers, body: body(), duplex: "half" };
  const answer = await fetch(`${clone.url}/api/uploads`, init as unknown as RequestInit);
  const sha256 = createHash("sha256").update(Buffer.concat(chunks)).digest("hex");
  const { bytes, sha256: arrived } = (await answer.json()) as { bytes: number; sha256: string };
  return bytes === seconds * 10_000 && arrived === sha256;
}
