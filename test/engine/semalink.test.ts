// @module-tag slow
// Semalink on the real engine, Docker, RabbitMQ and each proxy, with connections that stay open.
import { createHash, randomBytes, X509Certificate } from "node:crypto";
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { connect, type SecureVersion } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { issue, type KeyPair, newAuthority } from "../../actions/certificate/authority";
import { type Answer, ask } from "../harness/ask";
import { Clone, type Update } from "../harness/clone";
import { ensureProxies, putProxy } from "../harness/proxies";
import { runIn } from "../harness/runIn";
import { type StreamRecord, Streams } from "../harness/streams";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const STREAMS = 50;
const PATHS = { websocket: "/api/socket", events: "/api/events" } as const;
/** Most on kept connections, since a handshake costs the client on this machine as much as the proxy. */
const LOAD = {
  rate: 300,
  mix: { "GET kept": 6, "GET new": 1, "POST kept": 1, "POST new": 1 },
  get: ["/api/version"],
  post: { path: "/api/messages", body: '{"text": "{unique}"}' },
};
const DRAIN = 30;
const SHORT_DRAIN = 5;
const NAMES = ["semalink.test", "localhost"];

let clone: Clone;

afterAll(() => clone?.destroy());

/** The system's own one last: the tests after these go on with it. */
const PROXIES = [
  { kind: "nginx", renewal: { replaced: [], ends: [] } },
  { kind: "caddy", renewal: { replaced: ["proxy"], ends: ["websocket 1001", "events aborted"] } },
] as const;

/** How streams end with a proxy that is replaced: nginx ends what it passes on by the end of its connection. */
const PROXY_ENDS = { nginx: ["websocket 1006", "events aborted"], caddy: ["websocket 1001", "events aborted"] };

describe.each(PROXIES)("Semalink behind $kind", ({ kind, renewal }) => {
  beforeAll(async () => {
    await clone?.destroy();
    await ensureProxies();
    const tls = { mode: "internal", names: NAMES, hsts: 86_400 };
    const environment = { api: { BOOT_SECONDS: "5" } };
    clone = await Clone.make({ system: "semalink", settings: { tls, environment } });
    putProxy(clone, "systems/semalink.ts", kind);
    await clone.start({ timeout: 900 });
  }, 1_200_000);

  it("M1 no request reaches an API that has not answered its health check, however long it boots", async () => {
    expect(await answer("/api/early")).toEqual({ requests: 0 });
  });

  it("S4 answers HTTPS with a certificate of its own authority, tells browsers to stay with it, and sends HTTP on to it", async () => {
    const authorities = await authority();
    for (const name of NAMES)
      expect(await ask(`${clone.secureUrl}/api/version`, { authorities, name })).toMatchObject({ status: 200 });
    await expect(ask(`${clone.secureUrl}/api/version`, { authorities, name: "other.test" })).rejects.toThrow(
      /altnames/,
    );
    const { headers } = await ask(`${clone.secureUrl}/api/version`);
    expect(headers["strict-transport-security"]).toBe("max-age=86400");
    const sent = await ask(`${clone.url}/api/version?a=b`, { name: "semalink.test", method: "POST" });
    expect([sent.status, sent.headers.location]).toEqual([
      308,
      `${clone.secureUrl.replace("127.0.0.1", "semalink.test")}/api/version?a=b`,
    ]);
    const { client } = await answer("/api/version");
    const forged = { "X-Forwarded-Proto": "http", "X-Forwarded-For": "203.0.113.9" };
    expect(contentOf(await ask(`${clone.secureUrl}/api/version`, { headers: forged }))).toMatchObject({
      scheme: "https",
      client,
    });
    expect(client).toBe(await gateway());
    expect((await ask(`${clone.secureUrl}/api/visits`)).headers["set-cookie"]).toEqual([
      expect.stringMatching(/; Secure$/),
    ]);
    await expect(spoken("TLSv1.1")).rejects.toThrow();
    expect([await spoken("TLSv1.2"), await spoken("TLSv1.3")]).toEqual(["TLSv1.2", "TLSv1.3"]);
  });

  it("M1 M7 a code change lets streams live for their drain, answers what is under way, and builds no dependency again", async () => {
    const former = await layers();
    clone.edit("samples/semalink/src/requests.ts", (source) =>
      source.replace("visits: await", "count: 1, visits: await"),
    );
    const slow = () => ask(`${clone.secureUrl}/api/slow?seconds=25`).then(({ status }) => status);
    const deployed = await deploy(() => Promise.all([slow(), upload(20)]));
    expect(deployed.between).toEqual([200, true]);
    expect(deployed.update.changes.containers).toEqual({ created: [], replaced: ["api-1"], deleted: [] });
    expectPoliteEnds(deployed, DRAIN);
    expect(await answer("/api/early")).toEqual({ requests: 0 });
    const present = await layers();
    expect(present.slice(0, -1)).toEqual(former.slice(0, -1));
    expect(present.at(-1)).not.toBe(former.at(-1));
    const [, cached, steps] = /api: (\d+) of (\d+) steps came from the cache/.exec(deployed.update.output) ?? [];
    // All but the sources, what is compiled from them, its copy, and what follows those.
    expect(Number(cached)).toBeGreaterThanOrEqual(Number(steps) / 2);
    await expectEachOnce();
  });

  it("H8 a renewed certificate is served at once, and no request fails for it", async () => {
    const authority = await newAuthority("test");
    await give(await issue(authority, NAMES));
    clone.set("proxy.drain", String(SHORT_DRAIN));
    await clone.up();
    const renewed = await issue(authority, NAMES);
    await give(renewed);
    const { records, update } = await deploy();
    expect(endsOf(records)).toEqual(new Set(renewal.ends));
    expect(update.changes.containers).toEqual({ created: [], replaced: [...renewal.replaced], deleted: [] });
    const { certificate } = await ask(`${clone.secureUrl}/api/version`, {
      authorities: authority.certificate,
      name: "semalink.test",
    });
    expect(certificate?.serialNumber).toBe(new X509Certificate(renewed.certificate).serialNumber);
  });

  it("the proxy itself is replaced with no request failed, and the API hears who asks as before", async () => {
    const { client } = await answer("/api/version");
    clone.set("limits.proxy.memory", "288m");
    const { records, update } = await deploy();
    expect(update.changes.containers).toEqual({ created: [], replaced: ["proxy"], deleted: [] });
    expect(endsOf(records)).toEqual(new Set(PROXY_ENDS[kind]));
    expect(Math.min(...records.map(({ endedAfter }) => endedAfter))).toBeGreaterThan(SHORT_DRAIN * 1000);
    expect(await answer("/api/version")).toMatchObject({ client });
  });
});

/** Has the stack serve a certificate from outside. */
async function give({ certificate, key }: KeyPair): Promise<void> {
  clone.unset("tls");
  clone.set("tls.mode", "files");
  clone.set("tls.names", NAMES);
  clone.set("tls.certificate", certificate);
  await clone.pulumi(["config", "set", "--secret", "--path", "tls.key", "--", key]);
}

/** The version of TLS that a connection has when no other is offered. */
function spoken(version: SecureVersion): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const options = { minVersion: version, maxVersion: version, rejectUnauthorized: false } as const;
    // OpenSSL itself offers the old versions only at its lowest level.
    const socket = connect({
      host: "127.0.0.1",
      port: Number(new URL(clone.secureUrl).port),
      ciphers: "DEFAULT:@SECLEVEL=0",
      ...options,
    });
    socket.on("secureConnect", () => {
      resolve(socket.getProtocol());
      socket.destroy();
    });
    socket.on("error", reject);
  });
}

/** What the stack's own authority says of itself, as a person takes it from the proxy. */
async function authority(): Promise<string> {
  const [proxy] = (await clone.containers("proxy")).filter(({ state }) => state === "running");
  const packed = await clone.docker
    .getContainer(proxy?.id ?? "")
    .getArchive({ path: "/etc/certificates/authority/fullchain.pem" });
  return (await text(packed)).match(/-----BEGIN[\s\S]*-----END CERTIFICATE-----/)?.[0] ?? "";
}

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
    expect(await answer("/api/version")).toMatchObject({ release: "v2" });
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
    expect(await answer("/api/visits")).toMatchObject({ count: 1 });
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
    const { id } = contentOf(await post("migrated"));
    expect(await answer(`/api/messages/${id}`)).toMatchObject({ note: null });
  });
});

/** Deploys under load, with streams open, and tells how each stream that ended did. */
async function deploy(between: () => Promise<unknown> = async () => {}) {
  const streams = await Streams.open(clone.secureUrl, PATHS, STREAMS);
  expect(streams.open).toBe(2 * STREAMS);
  const work = async () => {
    const running = between();
    return { update: await clone.up(), between: await running };
  };
  const { done, load } = await underLoad(clone, work, { ...LOAD, url: clone.secureUrl }).finally(() => streams.stop());
  expect(failuresOf(load)).toEqual(none);
  return { ...done, records: streams.records };
}

/** Where Docker says that requests from the host's loopback come from. */
async function gateway(): Promise<string | undefined> {
  const { IPAM } = await clone.docker.getNetwork(`${clone.stack}_external`).inspect();
  return IPAM?.Config?.[0]?.Gateway;
}

const endsOf = (records: readonly StreamRecord[]) => new Set(records.map(({ kind, end }) => `${kind} ${end}`));

/** Every stream of the former release ended politely, and not before its time; its client was let in again at once. */
function expectPoliteEnds({ records, update }: { records: StreamRecord[]; update: Update }, drainSeconds: number) {
  expect(endsOf(records)).toEqual(new Set(["websocket 1001", "events end"]));
  expect(records).toHaveLength(2 * STREAMS);
  expect(Math.min(...records.map(({ endedAfter }) => endedAfter))).toBeGreaterThan(drainSeconds * 1000);
  if (drainSeconds > SHORT_DRAIN)
    expect(update.output).toMatch(/api: \d+ connections to former containers, which wait up to \d+ s more/);
}

const contentOf = ({ body }: Answer): Record<string, unknown> => JSON.parse(body);

const answer = async (path: string) => contentOf(await ask(`${clone.secureUrl}${path}`));

const JSON_TYPE = { "Content-Type": "application/json" };

const post = (message: string) =>
  ask(`${clone.secureUrl}/api/messages`, { headers: JSON_TYPE, body: JSON.stringify({ text: message }) });

/** Every message that was accepted has been delivered, and none twice. */
async function expectEachOnce() {
  const counts = () => answer("/api/messages/counts");
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
  const answered = contentOf(await ask(`${clone.secureUrl}/api/uploads`, { headers, body: Readable.from(body()) }));
  const sha256 = createHash("sha256").update(Buffer.concat(chunks)).digest("hex");
  return answered.bytes === seconds * 10_000 && answered.sha256 === sha256;
}

async function layers(): Promise<string[]> {
  const [api] = await clone.containers("api");
  const { RootFS } = await clone.docker.getImage(api?.image ?? "").inspect();
  return RootFS.Layers ?? [];
}

async function run(service: string, command: readonly string[]): Promise<string> {
  const { exitCode, output } = await runIn(clone, service, command);
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
