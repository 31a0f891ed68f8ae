// @module-tag slow
// Credentials that servers store, rotated under load on the real engine, Docker, Postgres and Redis.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../actions/docker";
import { PROXY_HOME } from "../../render/nginx";
import { label } from "../../systems/labels";
import { Clone, type Update } from "../harness/clone";
import { placesOf, streamHolds, textsBelow } from "../harness/occurrences";
import { ProcessRecord } from "../harness/processRecord";
import type { Running } from "../harness/running";
import { secretFiles, secretValues } from "../harness/secretFiles";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const PARTS = ["api", "celery_worker", "celery_beat", "postgres", "redis"];
const COMMENT = "# The stack of a test; its words must stay.";
const RATE = 200;

let clone: Clone;
const outputs: string[] = [];
let accepted = 0;

beforeAll(async () => {
  clone = await Clone.make({ parts: PARTS, settings: { environment: { api: { RELEASE: "0" } } } });
  editStackFile((text) => `${COMMENT}\n${text}`);
  outputs.push((await clone.start({ timeout: 900 })).output);
}, 1_200_000);
afterAll(() => clone?.destroy());

describe("A rotation under load", () => {
  let processes: string[] = [];
  let former: string[] = [];

  it("of a Postgres role fails no request: a second user before, none of the first after", async () => {
    const [postgres] = await clone.containers("postgres");
    former = await secretValues(clone);
    const said = await rotate("database_password");
    expect(said).toContain("database_password goes from version 1 to 2 in Pulumi.");
    expect(said).toContain("makes the user honeychat_app_2 in postgres");
    const record = new ProcessRecord();
    const { changes } = await upUnderLoad();
    processes = record.stop();
    expect(changes.containers.replaced.sort()).toEqual(["api-1", "celery_beat-1", "celery_worker-1"]);
    expect(await roles()).toEqual(["honeychat_app_2"]);
    expect((await clone.containers("postgres"))[0]?.id).toBe(postgres?.id);
    expect(await heldBy("api")).toBe("database_password=2,queue_password=1");
  });

  it("of a Redis user fails no request, and the user is there after a restart of Redis", async () => {
    await rotate("queue_password");
    await upUnderLoad();
    expect(await redisUsers()).toEqual(["default", "honeychat_app_2"]);
    const [redis] = await clone.containers("redis");
    await clone.docker.getContainer(redis?.id ?? "").restart();
    await expect.poll(() => redisUsers(), { timeout: 30_000 }).toEqual(["default", "honeychat_app_2"]);
    await expect.poll(async () => (await post("after the restart")).status, { timeout: 30_000 }).toBe(201);
    accepted += 1;
  });

  it("of both superusers' own passwords replaces no container, and the former ones end", async () => {
    const before = await secretFiles(clone);
    expect(await rotate("postgres_password")).toContain("which goes on running; no container is replaced");
    await rotate("redis_password");
    const { changes } = await upUnderLoad();
    expect(changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
    const now = await secretFiles(clone);
    const passwords = (service: string, file: string) =>
      [before, now].map(
        (files) => [...files].find(([path]) => path.startsWith(service) && path.endsWith(file))?.[1] ?? "",
      );
    expect(await Promise.all(passwords("postgres-1", "/postgres_password/0").map(postgresLogin))).toEqual([
      false,
      true,
    ]);
    expect(await Promise.all(passwords("redis-1", "/redis_password/999").map(redisLogin))).toEqual([false, true]);
  });

  it("loses no job and does none twice", async () => {
    await expect.poll(() => messages(), { timeout: 120_000, interval: 1000 }).toEqual({ done: accepted, twice: 0 });
  });

  it("leaves the stack file's comments, and lists who holds which version", async () => {
    expect(readFileSync(stackFile(), "utf8")).toContain(COMMENT);
    const { output } = await clone.script("secrets");
    const rows = output.split("\n").map((line) => line.split(/ {3,}/));
    expect(rows[0]).toEqual(["SECRET", "KIND", "VERSION", "AGE", "ON HOST", "HELD BY"]);
    expect(
      rows.slice(1, 5).map(([name, kind, version, , onHost, held]) => [name, kind, version, onHost, held]),
    ).toEqual([
      ["postgres_password", "superuser of postgres", "2", "2", "2: postgres"],
      ["database_password", "user in postgres", "2", "1, 2", "2: api, celery_beat, celery_worker"],
      ["redis_password", "superuser of redis", "2", "2", "2: redis"],
      ["queue_password", "user in redis", "2", "1, 2", "2: api, celery_beat, celery_worker"],
    ]);
    outputs.push(output);
  });

  it("D5 shows a secret's value nowhere", async () => {
    const values = [...new Set([...former, ...(await secretValues(clone))])];
    expect(values.length).toBeGreaterThanOrEqual(8);
    const rootKey = (await clone.pulumi(["config", "get", "rootKey"])).output.trim();
    expect(rootKey).toMatch(/^[0-9a-f]{64}$/);
    const all = [...values, rootKey];
    const containers = await clone.containers();
    const inspected = await Promise.all(containers.map(({ id }) => clone.docker.getContainer(id).inspect()));
    const proxy = containers.find(({ service }) => service === "proxy");
    const packed = await clone.docker.getContainer(proxy?.id ?? "").getArchive({ path: PROXY_HOME });
    expect(placesOf(all, textsBelow(join(clone.folder, ".roadstead", "state")))).toEqual([]);
    expect(placesOf(all, eventLogs())).toEqual([]);
    expect(placesOf(all, Object.fromEntries(outputs.map((output, index) => [`output ${index}`, output])))).toEqual([]);
    expect(placesOf(all, Object.fromEntries(inspected.map((each) => [each.Name, JSON.stringify(each)])))).toEqual([]);
    expect(processes.length).toBeGreaterThan(20);
    expect(placesOf(all, Object.fromEntries(processes.map((text) => [text, text])))).toEqual([]);
    expect(await streamHolds(packed as never, all)).toBe(false);
    const images = [...new Set(containers.map(({ image }) => image))];
    for (const image of images) {
      const saved = await clone.docker.getImage(image).get();
      expect(await streamHolds(saved as never, all), image).toBe(false);
    }
  });
});

describe("A rotation that is cut off", () => {
  const moments: readonly (readonly [string, RegExp, number])[] = [
    ["when the new users have been made", /_password-user-\d+ created/, 0],
    ["in the middle of the cutover", /Command cutover updating/, 600],
    ["when the former users are dropped", /_password-user-\d+ deleting/, 0],
  ];

  it.each(moments)("by kill -9 %s locks nobody out, and one `up` finishes it", async (_, said, later) => {
    const version = Number((await roles())[0]?.split("_").at(-1)) + 1;
    await rotate("database_password");
    await rotate("queue_password");
    await upUnderLoad(async () => {
      const { running } = clone.beginUp();
      await untilSaid(running, said);
      await new Promise((resolve) => setTimeout(resolve, later));
      running.killOne("pulumi");
      await running.done;
      await running.gone();
      outputs.push(running.output);
      return clone.up();
    });
    expect(await roles()).toEqual([`honeychat_app_${version}`]);
    expect((await redisUsers()).length).toBe(2);
    expect((await clone.containers()).map(({ service, state }) => `${service} ${state}`)).toEqual(
      [...PARTS, "proxy"].sort().map((service) => `${service} running`),
    );
    await expect.poll(() => messages(), { timeout: 120_000, interval: 1000 }).toEqual({ done: accepted, twice: 0 });
  });
});

describe("A version that a running container holds", () => {
  it("Y3 keeps its user, and the deploy says who holds it; then the next one drops it", async () => {
    const [user = ""] = await roles();
    const version = user.split("_").at(-1);
    const holder = await hold({ [label.stack]: clone.stack, [label.secrets]: `database_password=${version}` });
    await rotate("database_password");
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`the user ${user} is not dropped, because a running container holds version ${version}`);
    expect(await roles()).toContain(user);
    expect((await post("while a version is held")).status).toBe(201);
    accepted += 1;
    await holder.remove({ force: true });
    await clone.up();
    expect(await roles()).not.toContain(user);
  });

  it("Y3 keeps its files, however often the secret rotates; then the next deploy removes them", async () => {
    const version = Number((await roles())[0]?.split("_").at(-1));
    const volume = `${clone.stack}_database_password_${version}`;
    const holder = await hold({}, [`${volume}:/run/secrets/database_password:ro`]);
    clone.set("secrets.database_password.version", String(version + 3));
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/volume is in use/i);
    expect(await volumes()).toContain(volume);
    await holder.remove({ force: true });
    await clone.up();
    expect(await volumes()).toEqual([1, 2, 3].map((newer) => `${clone.stack}_database_password_${version + newer}`));
  });

  async function hold(labels: Record<string, string>, Binds: string[] = []) {
    const [redis] = await clone.containers("redis");
    const container = await clone.docker.createContainer({
      Image: redis?.image ?? "",
      Entrypoint: ["sleep", "3600"],
      Labels: labels,
      HostConfig: { Binds, NetworkMode: "none" },
    });
    await container.start();
    return container;
  }
});

async function rotate(secret: string): Promise<string> {
  const { output } = await clone.script("secrets", ["rotate", secret]);
  outputs.push(output);
  return output;
}

async function upUnderLoad(work: () => Promise<Update> = () => clone.up()): Promise<Update> {
  const { done, load } = await underLoad(clone, work, { rate: RATE });
  outputs.push(done.output);
  accepted += load.accepted.length;
  expect(failuresOf(load)).toEqual(none);
  return done;
}

async function untilSaid(running: Running, said: RegExp): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!said.test(running.output)) {
    if (Date.now() > deadline) throw new Error(`the engine never said ${said}:\n${running.output}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function run(service: string, command: readonly string[]): Promise<{ exitCode: number; output: string }> {
  const [container] = (await clone.containers(service)).filter(({ state }) => state === "running");
  return exec(clone.docker.getContainer(container?.id ?? ""), command, 30);
}

async function sql(query: string): Promise<string[]> {
  const { exitCode, output } = await run("postgres", [
    "psql",
    "-XAt",
    "-U",
    "honeychat",
    "-d",
    "honeychat",
    "-c",
    query,
  ]);
  if (exitCode !== 0) throw new Error(output);
  return output.split("\n").filter((line) => line !== "");
}

const roles = () => sql("SELECT rolname FROM pg_roles WHERE rolname ~ '^honeychat_app_' ORDER BY 1");

async function messages(): Promise<{ done: number; twice: number }> {
  const [row = ""] = await sql(
    "SELECT count(*) FILTER (WHERE state = 'done'), count(*) FILTER (WHERE processed > 1) FROM messages",
  );
  const [done, twice] = row.split("|").map(Number);
  return { done: done ?? 0, twice: twice ?? 0 };
}

async function redisUsers(): Promise<string[]> {
  const script = `{ printf 'AUTH %s\\nACL USERS\\n' "$(cat "$REDIS_PASSWORD_FILE")"; } | redis-cli`;
  const { output } = await run("redis", ["sh", "-c", script]);
  return output.split("\n").slice(1).sort();
}

async function postgresLogin(password: string): Promise<boolean> {
  const address = `postgresql://honeychat:${password}@postgres/honeychat`;
  return (await run("postgres", ["psql", "-XAt", "-c", "SELECT 1", address])).exitCode === 0;
}

async function redisLogin(password: string): Promise<boolean> {
  return (await run("redis", ["redis-cli", "AUTH", password])).output.includes("OK");
}

const post = (text: string) =>
  fetch(`${clone.url}/api/messages`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ text }),
  });

async function heldBy(service: string): Promise<string> {
  return (await clone.containers(service))[0]?.labels[label.secrets] ?? "";
}

async function volumes(): Promise<string[]> {
  const { Volumes } = await clone.docker.listVolumes({ filters: { label: [`${label.stack}=${clone.stack}`] } });
  return Volumes.map(({ Name }) => Name)
    .filter((name) => name.includes("_database_password_"))
    .sort();
}

const stackFile = () => join(clone.folder, `Pulumi.${clone.stack}.yaml`);
const editStackFile = (change: (text: string) => string) =>
  writeFileSync(stackFile(), change(readFileSync(stackFile(), "utf8")));

function eventLogs(): Record<string, string> {
  const texts = textsBelow(join(clone.folder, ".roadstead"));
  return Object.fromEntries(Object.entries(texts).filter(([path]) => /\/events-\d+\.json$/.test(path)));
}
