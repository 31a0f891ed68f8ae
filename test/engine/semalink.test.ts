// @module-tag slow
// Semalink on the real engine, Docker, RabbitMQ and each proxy, with connections that stay open.
import { createHash, randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../actions/docker";
import { ensureImages } from "../../setup/images";
import { LocalStack } from "../../setup/stack";
import { Clone, type Update } from "../harness/clone";
import { type StreamRecord, Streams } from "../harness/streams";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const STREAMS = 50;
const PATHS = { websocket: "/api/socket", events: "/api/events" } as const;
const LOAD = { rate: 300, get: ["/api/version"], post: { path: "/api/messages", body: '{"text": "{unique}"}' } };
const DRAIN = 30;
const SHORT_DRAIN = 5;

let clone: Clone;

afterAll(() => clone?.destroy());

/** The system's own one last: the tests after these go on with it. */
const PROXIES = [
  { kind: "nginx", image: "nginx:1.30" },
  { kind: "caddy", image: "caddy:2.11" },
];

describe.each(PROXIES)("Semalink behind $kind", ({ kind, image }) => {
  beforeAll(async () => {
    await clone?.destroy();
    await ensureImages(new LocalStack("local").host, [image], () => {});
    clone = await Clone.make({ system: "semalink", settings: { environment: { api: { BOOT_SECONDS: "5" } } } });
    clone.edit(
      "systems/semalink.ts",
      (system) => `${system.replace("caddy:2.11", image).replace('"caddy"', `"${kind}"`)}\n`,
    );
    await clone.start({ timeout: 900 });
  }, 1_200_000);
  it("M1 no request reaches an API that has not answered its health check, however long it boots", async () => {
    expect(await ask("/api/early")).toEqual({ requests: 0 });
  });

  it("M1 M7 a code change lets streams live for their drain, answers what is under way, and builds no dependency again", async () => {
    const former = await layers();
    clone.edit("samples/semalink/src/requests.ts", (source) =>
      source.replace("visits: await", "count: 1, visits: await"),
    );
    const slow = () => fetch(`${clone.url}/api/slow?seconds=25`).then((answer) => answer.status);
    const deployed = await deploy(() => Promise.all([slow(), upload(20)]));
    expect(deployed.between).toEqual([200, true]);
    expect(deployed.update.changes.containers).toEqual({ created: [], replaced: ["api-1"], deleted: [] });
    expectPoliteEnds(deployed, DRAIN);
    expect(await ask("/api/early")).toEqual({ requests: 0 });
    const present = await layers();
    expect(present.slice(0, -1)).toEqual(former.slice(0, -1));
    expect(present.at(-1)).not.toBe(former.at(-1));
    const [, cached, steps] = /api: (\d+) of (\d+) steps came from the cache/.exec(deployed.update.output) ?? [];
    // The sources, what is compiled from them, both copies of it, and what follows those.
    expect(Number(steps) - Number(cached)).toBeLessThan(Number(steps) / 2);
    await expectEachOnce();
  });
});

describe("Semalink", () => {
  it("M2 RabbitMQ keeps its queues over a replacement, and never fills more than its limit lets it", async () => {
    await inApi(FILL);
    const [former] = await clone.containers("rabbitmq");
    clone.set("proxy.drain", String(SHORT_DRAIN));
    clone.set("environment.api.BOOT_SECONDS", "0");
    clone.set("limits.rabbitmq.memory", "544m");
    await clone.up();
    const [present] = await clone.containers("rabbitmq");
    expect(present?.id).not.toBe(former?.id);
    expect((await control("list_queues", "name", "messages", "type")).sort()).toEqual([
      "kept\t50\tquorum",
      "messages\t0\tquorum",
    ]);
    const watermark = 0.6 * 544 * 2 ** 20;
    const [, bytes] = /vm_memory_limit,(\d+)/.exec((await control("status", "--formatter", "erlang")).join("")) ?? [];
    expect(Number(bytes)).toBeCloseTo(watermark, -6);
  });

  it("M6 the API's image has no migration tool, and the migrations' has", async () => {
    const tools = "test -e node_modules/drizzle-kit && echo there || echo missing";
    expect(await inApi(["sh", "-c", tools])).toBe("missing");
    const [migrate] = await clone.containers("migrate");
    const [api] = await clone.containers("api");
    const sizes = await Promise.all([api, migrate].map((each) => clone.docker.getImage(each?.image ?? "").inspect()));
    expect(sizes[0]?.Size).toBeLessThan(sizes[1]?.Size ?? 0);
  });

  it("an environment change cuts no stream before its drain", async () => {
    clone.set("environment.api.RELEASE", "v2");
    expectPoliteEnds(await deploy(), SHORT_DRAIN);
    expect(await ask("/api/version")).toMatchObject({ release: "v2" });
  });

  it("M3 RabbitMQ's password rotates: no message is lost or comes twice, nobody is refused, and its volume stays", async () => {
    const volumes = await brokerVolume();
    const logs = (await clone.containers("api")).map(({ id }) => follow(id));
    await clone.script("secrets", ["rotate", "broker_password"]);
    const deployed = await deploy();
    expectPoliteEnds(deployed, SHORT_DRAIN);
    expect([...deployed.update.changes.containers.replaced]).toEqual(["api-1"]);
    expect((await control("list_users")).map((line) => line.split("\t")[0])).toEqual(["semalink_2"]);
    expect(await brokerVolume()).toEqual(volumes);
    const [present] = await clone.containers("api");
    logs.push(logsOf(present?.id ?? ""));
    expect((await Promise.all(logs)).join("")).not.toMatch(/ACCESS_REFUSED|RabbitMQ is away/);
    await expectEachOnce();
  });

  it("Redis's password rotates under load", async () => {
    await clone.script("secrets", ["rotate", "cache_password"]);
    expectPoliteEnds(await deploy(), SHORT_DRAIN);
    expect(await ask("/api/visits")).toMatchObject({ count: 1 });
  });

  it("M6 a migration runs before the release, under load", async () => {
    clone.edit("samples/semalink/migrations/meta/_journal.json", (journal) => {
      const { entries, ...rest } = JSON.parse(journal);
      const entry = { idx: 2, version: "7", when: entries.at(-1).when + 1000, tag: "0002_note", breakpoints: true };
      return JSON.stringify({ ...rest, entries: [...entries, entry] });
    });
    clone.write("samples/semalink/migrations/0002_note.sql", 'ALTER TABLE "messages" ADD COLUMN "note" text;\n');
    clone.edit("samples/semalink/src/schema.ts", (schema) =>
      schema.replace("doneBy: text", 'note: text("note"),\n    doneBy: text'),
    );
    expectPoliteEnds(await deploy(), SHORT_DRAIN);
    await expectEachOnce();
    const { id } = (await (await post("migrated")).json()) as { id: string };
    expect(await ask(`/api/messages/${id}`)).toMatchObject({ note: null });
  });
});

/** Deploys under load, with streams open, and tells how each stream that ended did. */
async function deploy(between: () => Promise<unknown> = async () => {}) {
  const streams = await Streams.open(clone.url, PATHS, STREAMS);
  expect(streams.open).toBe(2 * STREAMS);
  const work = async () => {
    const running = between();
    return { update: await clone.up(), between: await running };
  };
  const { done, load } = await underLoad(clone, work, LOAD).finally(() => streams.stop());
  expect(failuresOf(load)).toEqual(none);
  return { ...done, records: streams.records };
}

/** Every stream of the former release ended politely, and not before its time; its client was let in again at once. */
function expectPoliteEnds({ records, update }: { records: StreamRecord[]; update: Update }, drainSeconds: number) {
  expect(new Set(records.map(({ kind, end }) => `${kind} ${end}`))).toEqual(new Set(["websocket 1001", "events end"]));
  expect(records).toHaveLength(2 * STREAMS);
  expect(Math.min(...records.map(({ endedAfter }) => endedAfter))).toBeGreaterThan(drainSeconds * 1000);
  if (drainSeconds > SHORT_DRAIN)
    expect(update.output).toMatch(/api: \d+ connections to former containers, which wait up to \d+ s more/);
}

const ask = async (path: string) => (await fetch(`${clone.url}${path}`)).json() as Promise<Record<string, unknown>>;

const post = (text: string) =>
  fetch(`${clone.url}/api/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text }),
  });

/** Every message that was accepted has been delivered, and none twice. */
async function expectEachOnce() {
  const counts = () => ask("/api/messages/counts");
  await expect.poll(counts, { timeout: 20_000 }).toSatisfy(({ total, done }) => total === done);
  const { total, deliveries, repeated } = await counts();
  expect({ deliveries, repeated }).toEqual({ deliveries: total, repeated: 0 });
}

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

async function layers(): Promise<string[]> {
  const [api] = await clone.containers("api");
  const { RootFS } = await clone.docker.getImage(api?.image ?? "").inspect();
  return RootFS.Layers ?? [];
}

async function run(service: string, command: readonly string[]): Promise<string> {
  const [container] = (await clone.containers(service)).filter(({ state }) => state === "running");
  const { exitCode, output } = await exec(clone.docker.getContainer(container?.id ?? ""), command, { seconds: 30 });
  if (exitCode !== 0) throw new Error(output);
  return output;
}

const inApi = (command: readonly string[]) => run("api", command);

const control = async (command: string, ...words: string[]) =>
  (await run("rabbitmq", ["rabbitmqctl", "--silent", command, ...words]))
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("name\t") && !line.startsWith("user\t"));

const brokerVolume = async () =>
  (await clone.docker.getVolume(`${clone.stack}_rabbitmq`).inspect()) as { CreatedAt?: string };

/** All that a container says until it ends. */
async function follow(id: string): Promise<string> {
  return text(await clone.docker.getContainer(id).logs({ stdout: true, stderr: true, follow: true }));
}

const logsOf = async (id: string) =>
  (await clone.docker.getContainer(id).logs({ stdout: true, stderr: true, follow: false })).toString();

/** Fifty messages in a quorum queue that nobody reads. */
const FILL = [
  ...["node", "--input-type=module", "--eval"],
  `import { connect } from "amqplib";
import { address } from "/app/dist/address.js";
const connection = await connect(address("SEMALINK_AMQP"));
const channel = await connection.createConfirmChannel();
await channel.assertQueue("kept", { durable: true, arguments: { "x-queue-type": "quorum" } });
for (let i = 0; i < 50; i++) channel.sendToQueue("kept", Buffer.from(String(i)), { persistent: true });
await channel.waitForConfirms();
await connection.close();`,
];
