import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SampleContainers, sample } from "./sampleContainers";

interface Message {
  id: number;
  text: string;
  state: "queued" | "done";
  processed: number;
}

interface Tick {
  id: number;
  instance: string;
  sent_at: string;
  received_at: string;
}

const images = ["api", "bot", "worker"];
const containers = new SampleContainers();
let url: string;

beforeAll(async () => {
  for (const image of images) await containers.build(image);
});

afterAll(() => containers.dispose());

describe("HoneyChat's images", () => {
  it("share all layers but those of their own code", async () => {
    const [api = [], bot = [], worker = []] = await Promise.all(images.map((image) => layersOf(image)));

    expect(bot.slice(0, -2)).toEqual(api.slice(0, -2));
    expect(worker.slice(0, -2)).toEqual(api.slice(0, -2));
    expect(new Set([...api, ...bot, ...worker]).size).toBe(api.length + 2 + 2);
  });

  it("M7 come from the cache when nothing has changed", async () => {
    for (const image of images) {
      const before = await layersOf(image);
      expect(await containers.build(image)).not.toContain("Running in");
      expect(await layersOf(image)).toEqual(before);
    }
  });

  it("M7 keep their dependencies when source changes", async () => {
    const copy = await mkdtemp(join(tmpdir(), "honeychat-"));
    try {
      await cp(sample, copy, { recursive: true });
      await writeFile(join(copy, "common/changed.py"), "CHANGED = True\n");
      const before = await stepsOf("worker");
      await containers.build("worker", copy);
      const after = await stepsOf("worker");

      const dependencies = before.findIndex((step) => step.includes("pip install"));
      expect(dependencies).toBeGreaterThan(0);
      expect(after.slice(dependencies)).toEqual(before.slice(dependencies));
      expect(after.slice(0, dependencies)).not.toEqual(before.slice(0, dependencies));
    } finally {
      await containers.build("worker");
      await rm(copy, { recursive: true });
    }
  });
});

describe("HoneyChat's services", () => {
  beforeAll(async () => {
    await containers.createNetwork();
    await Promise.all([containers.run("postgres"), containers.run("redis")]);
    for (const service of ["api", "celery_worker", "celery_beat", "bot"]) await containers.run(service);
    url = await containers.urlOf("api");
  });

  it("says which release runs in which container", async () => {
    expect(await get("/api/version")).toEqual({ release: "dev", host: containers.containerOf("api") });
  });

  it("processes each of 200 messages exactly once", async () => {
    const ids = await post(200);

    expect(await settled(ids)).toEqual(ids.map((id) => ({ id, state: "done", processed: 1 })));
  });

  it("loses and repeats nothing when a busy worker is replaced", async () => {
    const posting = post(600);
    await containers.run("celery_worker", { suffix: "-2" });
    const { exitCode } = await containers.stop("celery_worker");
    await containers.start("celery_worker");
    await containers.stop("celery_worker", "-2");
    const ids = await posting;

    expect(exitCode).toBe(0);
    expect(await settled(ids)).toEqual(ids.map((id) => ({ id, state: "done", processed: 1 })));
  });

  it("pages messages from the newest down, or up from an id", async () => {
    const [first = 0, second = 0, third = 0] = (await post(3)).sort((a, b) => a - b);
    await settled([first, second, third]);

    expect((await messages("limit=2")).map(({ id }) => id)).toEqual([third, second]);
    expect((await messages(`after=${first}`)).map(({ id }) => id)).toEqual([second, third]);
    expect(await messages(`after=${first}&state=queued`)).toEqual([]);
    expect((await messages("")).length).toBe(50);
  });

  it("refuses a message that Postgres cannot hold", async () => {
    expect((await send("a\0b")).status).toBe(422);
    expect((await send("")).status).toBe(422);
  });

  it("notes ticks with the container and the moment that sent them", async () => {
    const before = Math.max(0, ...(await get<Tick[]>("/api/ticks?limit=1")).map(({ id }) => id));
    await sleep(7000);
    const ticks = await get<Tick[]>(`/api/ticks?after=${before}`);

    expect(ticks.length).toBeGreaterThanOrEqual(2);
    for (const { instance, sent_at, received_at } of ticks) {
      expect(instance).toBe(containers.containerOf("celery_beat"));
      expect(Date.parse(received_at) - Date.parse(sent_at)).toBeLessThan(10_000);
    }
    for (const [tick, next] of ticks.slice(1).map((next, i) => [ticks[i], next] as const)) {
      const gap = Date.parse(next.sent_at) - Date.parse(tick?.sent_at ?? "");
      expect(gap).toBeGreaterThan(1500);
      expect(gap).toBeLessThan(4000);
    }
  });

  it("answers 500 and says why when its health is broken on purpose", async () => {
    await containers.run("api", { suffix: "-broken", environment: { BREAK: "health" }, detached: true });
    const broken = await containers.urlOf("api", "-broken");
    await expect.poll(() => statusOf(`${broken}/api/version`), { timeout: 60_000 }).toBe(200);

    expect(await statusOf(`${broken}/health`)).toBe(500);
    const { passed, output } = await containers.probe("api", "-broken");
    expect(passed).toBe(false);
    expect(output).toContain("BREAK=health is set");
    await containers.stop("api", "-broken");
  });

  it("does not listen before BOOT_SECONDS have passed", async () => {
    const seconds = await containers.run("api", { suffix: "-slow", environment: { BOOT_SECONDS: "6" } });

    expect(seconds).toBeGreaterThan(6);
    await containers.stop("api", "-slow");
  });

  it("names the secret that it cannot read", async () => {
    await containers.run("celery_worker", {
      suffix: "-blind",
      environment: { POSTGRES_PASSWORD_FILE: "/run/secrets/absent" },
      detached: true,
    });
    const log = () => containers.logs("celery_worker", "-blind");

    await expect
      .poll(log, { timeout: 60_000 })
      .toContain(
        "POSTGRES_PASSWORD_FILE names /run/secrets/absent, which cannot be read (No such file or directory): " +
          "expected a file that user 1000 may read",
      );
  });

  it("stores nothing of a message that it cannot queue, and goes on when Redis is back", async () => {
    const [newest] = await messages("limit=1");
    await containers.stop("redis");
    const response = await send("lost");
    await containers.start("redis");

    expect(response.status).toBe(503);
    expect((await messages("limit=1"))[0]?.id).toBe(newest?.id);
    const ids = await post(20);
    expect(await settled(ids)).toEqual(ids.map((id) => ({ id, state: "done", processed: 1 })));
  });

  it("goes on when Postgres is back", async () => {
    await containers.stop("postgres");
    expect((await send("later")).status).toBe(503);
    await containers.start("postgres");

    const ids = await post(20, { patienceSeconds: 60 });
    expect(await settled(ids)).toEqual(ids.map((id) => ({ id, state: "done", processed: 1 })));
  });

  it("lets the bot count every call that fails", async () => {
    const before = await totals();
    await containers.stop("api");
    await sleep(1000);
    await containers.stop("bot");
    const after = await totals();

    expect(before.calls).toBeGreaterThan(100);
    expect(after.failed).toBeGreaterThan(before.failed);
    const failures = (await botLog()).filter(({ failed }) => typeof failed === "string");
    expect(failures.length).toBe(after.failed);
  });

  it("stops at once when idle", async () => {
    for (const service of ["api", "bot"]) await containers.start(service);

    for (const service of ["bot", "api", "celery_worker", "celery_beat"]) {
      const { seconds, exitCode } = await containers.stop(service);
      expect({ service, exitCode }).toEqual({ service, exitCode: 0 });
      expect(seconds, service).toBeLessThan(5);
    }
  });
});

async function layersOf(image: string): Promise<string[]> {
  const { stdout } = await execa("docker", [
    "inspect",
    "--format",
    "{{json .RootFS.Layers}}",
    containers.imageOf(image),
  ]);
  return JSON.parse(stdout);
}

/** The image's build steps with their ids, newest first. */
async function stepsOf(image: string): Promise<string[]> {
  const format = "{{.ID}} {{.CreatedBy}}";
  const { stdout } = await execa("docker", ["history", "--no-trunc", "--format", format, containers.imageOf(image)]);
  return stdout.split("\n");
}

async function get<T>(path: string): Promise<T> {
  const response = await fetch(url + path);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

const messages = (query: string) => get<Message[]>(`/api/messages?${query}`);

const send = (text: string) =>
  fetch(`${url}/api/messages`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ text }),
  });

/**
 * Posts so many messages, 8 at a time; one that is answered by 503 is sent again, when the answer says, for so many seconds, none by default.
 * Returns their ids.
 */
async function post(count: number, { patienceSeconds = 0 } = {}): Promise<number[]> {
  const deadline = performance.now() + patienceSeconds * 1000;
  const ids: number[] = [];
  let next = 0;
  const sender = async () => {
    while (next++ < count) {
      let response = await send("hello");
      while (response.status === 503 && performance.now() < deadline) {
        await sleep(1000 * Number(response.headers.get("retry-after")));
        response = await send("hello");
      }
      const body = await response.text();
      expect(response.status, body).toBe(201);
      ids.push((JSON.parse(body) as { id: number }).id);
    }
  };
  await Promise.all(Array.from({ length: 8 }, sender));
  expect(new Set(ids).size).toBe(count);
  return ids.sort((a, b) => a - b);
}

/** State of the messages once none is queued any more, and a repetition has had its chance. */
async function settled(ids: readonly number[]): Promise<Pick<Message, "id" | "state" | "processed">[]> {
  await expect
    .poll(async () => (await get<{ queued: number }>("/api/messages/count")).queued, { timeout: 120_000 })
    .toBe(0);
  await sleep(1000);
  const wanted = new Set(ids);
  const rows = await messages(`limit=1000&after=${Math.min(...ids) - 1}`);
  return rows.filter(({ id }) => wanted.has(id)).map(({ id, state, processed }) => ({ id, state, processed }));
}

async function statusOf(address: string): Promise<number | undefined> {
  return fetch(address).then(
    ({ status }) => status,
    () => undefined,
  );
}

async function botLog(): Promise<{ calls?: number; failed: number | string }[]> {
  return (await containers.logs("bot")).map((line) => JSON.parse(line));
}

async function totals(): Promise<{ calls: number; failed: number }> {
  const last = (await botLog()).findLast(({ calls }) => calls !== undefined);
  return { calls: last?.calls ?? 0, failed: Number(last?.failed ?? 0) };
}
