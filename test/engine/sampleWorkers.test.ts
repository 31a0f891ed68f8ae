import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleContainers } from "./sampleContainers";

interface Row {
  state: "queued" | "done";
  result?: string | null;
}

const COLLECTIONS = "http://127.0.0.1:8000/api/v2/tenants/default_tenant/databases/default_database/collections";
const containers = new SampleContainers();
let url: string;

beforeAll(async () => {
  for (const image of ["api", "worker", "chromadb", "certbot"]) await containers.build(image);
  await containers.createNetwork();
  await Promise.all(["postgres", "redis", "chromadb", "certbot"].map((service) => containers.run(service)));
  await containers.run("api");
  await Promise.all(["gen_worker", "lora_worker"].map((service) => containers.run(service)));
  url = await containers.urlOf("api");
});

afterAll(() => containers.dispose());

describe("HoneyChat's workers with a queue of their own", () => {
  it("H1 keep an embedding in ChromaDB, which has it still when it is replaced", async () => {
    const message = await post("/api/messages", { text: "hello" });
    const { result } = await done(await post("/api/generate", { kind: "embedding", message }));
    const before = await stored(result ?? "", message);
    await containers.replace("chromadb");

    expect(before).toMatchObject({ ids: [`${message}`], documents: ["hello"] });
    expect(before.embeddings[0]).toHaveLength(8);
    expect(await stored(result ?? "", message)).toStrictEqual(before);
  });

  it("train on what they are told", async () => {
    const message = await post("/api/messages", { text: "hello" });

    expect((await done(await post("/api/generate", { kind: "lora", message }))).result).toMatch(/^[0-9a-f]{64}$/);
  });

  it("refuse a message that there is not", async () => {
    const response = await send("/api/generate", { kind: "lora", message: 999_999_999 });

    expect([response.status, await response.text()]).toEqual([404, '{"detail":"there is no message 999999999"}']);
  });

  it("take nothing from the queues of others", async () => {
    const message = await post("/api/messages", { text: "for celery_worker" });
    await done(await post("/api/generate", { kind: "lora", message }));
    const untouched = await messageOf(message);
    await containers.stop("gen_worker");
    const embedding = await post("/api/generate", { kind: "embedding", message });
    await containers.run("celery_worker");
    await expect.poll(async () => (await messageOf(message)).state, { timeout: 30_000 }).toBe("done");
    const waiting = await generation(embedding);
    await containers.start("gen_worker");

    expect(untouched.state).toBe("queued");
    expect(waiting.state).toBe("queued");
    await done(embedding);
  });

  it("wait while ChromaDB is away", async () => {
    const message = await post("/api/messages", { text: "patience" });
    await containers.stop("chromadb");
    const embedding = await post("/api/generate", { kind: "embedding", message });
    const waiting = await generation(embedding);
    await containers.start("chromadb");

    expect(waiting.state).toBe("queued");
    await done(embedding);
  });

  it("finish the task that they have before they stop, and lose none of those that wait", async () => {
    const message = await post("/api/messages", { text: "busy" });
    const orders = [];
    for (let order = 0; order < 8; order++) orders.push(await post("/api/generate", { kind: "lora", message }));
    const { seconds, exitCode } = await containers.stop("lora_worker");
    const states = await Promise.all(orders.map(async (order) => (await generation(order)).state));
    await containers.start("lora_worker");

    expect(exitCode).toBe(0);
    expect(seconds).toBeLessThan(10);
    expect(states).toContain("queued");
    for (const order of orders) await done(order);
  });
});

describe("HoneyChat's periodic workers", () => {
  const everySecond = { INTERVAL_SECONDS: "1" };

  it("H1 delete what has been kept long enough", async () => {
    const [old, fresh] = [await post("/api/messages", { text: "old" }), await post("/api/messages", { text: "fresh" })];
    await sql("INSERT INTO ticks (instance, sent_at, received_at) VALUES ('then', now(), now() - interval '25 hours')");
    await sql("INSERT INTO ticks (instance, sent_at) VALUES ('now', now())");
    await expect.poll(() => sql(`SELECT state FROM messages WHERE id = ${old}`), { timeout: 30_000 }).toBe("done");
    await sql(`UPDATE messages SET done_at = now() - interval '31 days' WHERE id = ${old}`);
    await containers.run("cleanup_worker", { environment: everySecond });

    const left = `SELECT string_agg(id::text, ',') FROM messages WHERE id IN (${old}, ${fresh})`;
    await expect.poll(() => sql(left), { timeout: 30_000 }).toBe(`${fresh}`);
    expect(await sql("SELECT string_agg(instance, ',') FROM ticks")).toBe("now");
  });

  it("H1 write once to each user who stays away", async () => {
    await post("/api/messages", { text: "bye", author: "gone" });
    await post("/api/messages", { text: "hi", author: "here" });
    await sql("UPDATE users SET seen_at = now() - interval '8 days' WHERE name = 'gone'");
    await containers.run("retention_email_worker", { environment: everySecond });
    await expect.poll(() => sql("SELECT count(*) FROM retention_emails"), { timeout: 30_000 }).toBe("1");
    await sql("UPDATE users SET seen_at = now() - interval '9 days' WHERE name = 'here'");
    await expect.poll(() => sql("SELECT count(*) FROM retention_emails"), { timeout: 30_000 }).toBe("2");

    const written = "SELECT string_agg(user_name, ',' ORDER BY user_name) FROM retention_emails";
    expect(await sql(written)).toBe("gone,here");
  });

  it("go on when Postgres is back", async () => {
    await containers.stop("postgres");
    const away = () => containers.logs("cleanup_worker");
    await expect.poll(async () => (await away()).join(), { timeout: 30_000 }).toContain("cannot reach Postgres");
    await containers.start("postgres");
    await sql("INSERT INTO ticks (instance, sent_at, received_at) VALUES ('then', now(), now() - interval '25 hours')");

    const left = "SELECT count(*) FROM ticks WHERE instance = 'then'";
    await expect.poll(() => sql(left), { timeout: 30_000 }).toBe("0");
  });
});

describe("HoneyChat's certbot", () => {
  it("H1 looks for what is due, and its healthcheck tells when it hangs", async () => {
    const renewals = async () => (await containers.logs("certbot")).join("\n");
    await expect.poll(renewals, { timeout: 30_000 }).toContain("No renewals were attempted.");
    await containers.signal("certbot", "STOP");
    await containers.exec("certbot", "touch", "--date", "1 minute ago", "/tmp/alive");
    const hung = await containers.probe("certbot");
    await containers.signal("certbot", "CONT");

    expect(hung.passed).toBe(false);
    await expect.poll(async () => (await containers.probe("certbot")).passed, { timeout: 20_000 }).toBe(true);
  });
});

describe("HoneyChat's new processes", () => {
  it.each([
    "gen_worker",
    "lora_worker",
    "cleanup_worker",
    "retention_email_worker",
    "certbot",
    "chromadb",
  ])("end on SIGTERM at once: %s", async (service) => {
    const { seconds, exitCode } = await containers.stop(service);

    expect(exitCode).toBe(0);
    expect(seconds).toBeLessThan(5);
  });
});

const send = (path: string, body: object) =>
  fetch(url + path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Posts, and returns the id of what that made. */
async function post(path: string, body: object): Promise<number> {
  const response = await send(path, body);
  expect(response.status, await response.clone().text()).toBe(201);
  return ((await response.json()) as { id: number }).id;
}

async function get<T>(path: string): Promise<T> {
  return (await (await fetch(url + path)).json()) as T;
}

const generation = (id: number) => get<Row>(`/api/generate/${id}`);

async function messageOf(id: number): Promise<Row> {
  const [message] = await get<Row[]>(`/api/messages?limit=1&after=${id - 1}`);
  return message as Row;
}

/** The order once a worker has done it. */
async function done(order: number): Promise<Row> {
  await expect.poll(async () => (await generation(order)).state, { timeout: 60_000 }).toBe("done");
  return generation(order);
}

/** What ChromaDB has of a message. */
async function stored(collection: string, message: number) {
  const wanted = JSON.stringify({ ids: [`${message}`], include: ["embeddings", "documents"] });
  const request = ["-fsS", "-H", "Content-Type: application/json", "-d", wanted, `${COLLECTIONS}/${collection}/get`];
  return JSON.parse(await containers.exec("chromadb", "curl", ...request)) as { embeddings: number[][] };
}

const sql = (query: string) =>
  containers.exec("postgres", "psql", "--username", "honeychat", "--tuples-only", "--no-align", "--command", query);
