// @module-tag slow
// Credentials that servers store, rotated under load on the real engine, Docker, Postgres and Redis. SM's other secrets rotate in
// simplemodule.test.ts.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Container } from "../../actions/docker";
import { derive } from "../../components/derivedValue";
import { PROXY_HOME } from "../../render/site";
import { label } from "../../systems/labels";
import { Clone, type Update } from "../harness/clone";
import { placesOf, streamHolds, textsBelow } from "../harness/occurrences";
import { ProcessRecord } from "../harness/processRecord";
import { runIn } from "../harness/runIn";
import { secretFiles, secretValues } from "../harness/secretFiles";
import { type SignedIn, signIn, statusOfMe } from "../harness/signIn";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const SERVICES = ["beat", "postgres", "proxy", "redis", "web", "web", "worker"];
const COMMENT = "# The stack of a test; its words must stay.";
const LOAD = { rate: 200, get: ["/version"], post: { path: "/jobs", body: "{}" } };

let clone: Clone;
let rootKey: string;
let client: SignedIn;
/** What the commands have said. */
const outputs: string[] = [];
/** Jobs that were enqueued. */
let accepted = 0;

beforeAll(async () => {
  clone = await Clone.make({ system: "simplemodule" });
  writeFileSync(stackFile(), `${COMMENT}\n${readFileSync(stackFile(), "utf8")}`);
  outputs.push((await clone.start({ timeout: 900 })).output);
  rootKey = (await clone.pulumi(["config", "get", "rootKey"])).output.trim();
  client = await signIn(clone.url, derive(rootKey, "admin_password", 1));
}, 1_200_000);
afterAll(() => clone?.destroy());

describe("A rotation under load", () => {
  let processes: string[] = [];
  let former: string[] = [];

  it("of a Postgres role fails no request: the second user before, the first gone after", async () => {
    const [postgres] = await clone.containers("postgres");
    former = await secretValues(clone);
    const said = await rotate("database_password");
    expect(said).toContain("database_password goes from version 1 to 2 in Pulumi.");
    expect(said).toContain("makes the user sm_2 in postgres");
    const record = new ProcessRecord();
    const { changes } = await upUnderLoad().finally(() => {
      processes = record.stop();
    });
    const readers = ["beat-1", "bootstrap", "doctor", "migrate", "web-1", "web-2", "worker-1"];
    expect([...changes.containers.replaced].sort()).toEqual(readers);
    expect(await roles()).toEqual(["sm_2"]);
    expect((await clone.containers("postgres"))[0]?.id).toBe(postgres?.id);
    const [web] = await clone.containers("web");
    expect(web?.labels[label.secrets]).toBe("database_password=2,queue_password=1,secret_key=1,payment_key=1");
  });

  it("of a Redis user fails no request, and the user is there after a restart of Redis", async () => {
    await rotate("queue_password");
    await upUnderLoad();
    expect(await redisUsers()).toEqual(["default", "sm_2"]);
    const [redis] = await clone.containers("redis");
    await clone.docker.getContainer(redis?.id ?? "").restart();
    await expect.poll(() => redisUsers(), { timeout: 30_000 }).toEqual(["default", "sm_2"]);
    await expect.poll(() => enqueue(), { timeout: 30_000 }).toBe(201);
  });

  it("of both superusers' own passwords replaces no container, and the former ones end", async () => {
    const before = await secretFiles(clone);
    expect(await rotate("postgres_password")).toContain("which goes on running; no container is replaced");
    await rotate("redis_password");
    const { changes } = await upUnderLoad();
    expect(changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
    const now = await secretFiles(clone);
    const passwords = (secret: string) =>
      [before, now].map((files) => [...files].find(([path]) => path.includes(`/${secret}/`))?.[1] ?? "");
    expect(await Promise.all(passwords("postgres_password").map(postgresLogin))).toEqual([false, true]);
    expect(await Promise.all(passwords("redis_password").map(redisLogin))).toEqual([false, true]);
  });

  it("loses no job and does none twice", () => expectJobsDone());

  it("leaves the stack file's comments, and is listed with who holds which version", async () => {
    expect(readFileSync(stackFile(), "utf8")).toContain(COMMENT);
    const { output } = await clone.script("secrets");
    outputs.push(output);
    const rows = output
      .trim()
      .split("\n")
      .map((line) => line.split(/ {3,}/));
    expect(rows.map(([name, kind, version, , onHost, held]) => [name, kind, version, onHost, held])).toEqual([
      ["SECRET", "KIND", "VERSION", "ON HOST", "HELD BY"],
      ["secret_key", "generated, a ring", "1", "1", "1: doctor (stopped), web (2 containers)"],
      ["admin_password", "generated", "1", "1", "1: bootstrap (stopped)"],
      ["payment_key", "provided", "1", "1", "1: web (2 containers)"],
      ["postgres_password", "superuser of postgres", "2", "2", "2: postgres"],
      [
        ...["database_password", "user in postgres", "2", "1, 2"],
        "2: beat, bootstrap (stopped), doctor (stopped), migrate (stopped), web (2 containers), worker",
      ],
      ["redis_password", "superuser of redis", "2", "2", "2: redis"],
      ["queue_password", "user in redis", "2", "1, 2", "2: beat, doctor (stopped), web (2 containers), worker"],
    ]);
  });

  describe("D5 shows the root key and the secrets' values", () => {
    let values: string[];

    beforeAll(async () => {
      values = [...new Set([rootKey, ...former, ...(await secretValues(clone))])];
      // Seven secrets, a ring's second key, four of them in two versions, and the root key.
      expect(values).toHaveLength(13);
    });

    it("nowhere in the state file, the event logs and what the commands said", () => {
      const state = textsBelow(join(clone.folder, ".roadstead", "state"));
      expect(Object.keys(state).length).toBeGreaterThan(3);
      expect(placesOf(values, state)).toEqual([]);
      const logs = Object.entries(textsBelow(join(clone.folder, ".roadstead"))).filter(([path]) =>
        /\/events-\d+\.json$/.test(path),
      );
      expect(logs.length).toBeGreaterThan(3);
      expect(placesOf(values, Object.fromEntries(logs))).toEqual([]);
      expect(placesOf(values, Object.fromEntries(outputs.entries()))).toEqual([]);
    });

    it("nowhere in `docker inspect`, nor in what containers log", async () => {
      for (const { id, name } of await clone.containers()) {
        const container = clone.docker.getContainer(id);
        const logs = await container.logs({ stdout: true, stderr: true, follow: false });
        expect(
          placesOf(values, { [name]: JSON.stringify(await container.inspect()) + logs.toString("latin1") }),
        ).toEqual([]);
      }
    });

    it("nowhere in the arguments and variables of processes while one rotated, but where Pulumi hands its program the stack file", () => {
      expect(processes.filter((text) => /^(\S*\/)?psql\n/.test(text)).length).toBeGreaterThan(0);
      const others = processes.map((text) => text.replace(/^PULUMI_CONFIG=.*$/m, ""));
      expect(others.filter((text) => values.some((value) => text.includes(value)))).toEqual([]);
    });

    it("nowhere in the proxy's configuration and the images' layers", async () => {
      const containers = await clone.containers();
      const proxy = containers.find(({ service }) => service === "proxy");
      const packed = await clone.docker.getContainer(proxy?.id ?? "").getArchive({ path: PROXY_HOME });
      expect(await streamHolds(packed as unknown as AsyncIterable<Buffer>, values)).toBe(false);
      for (const image of new Set(containers.map((container) => container.image))) {
        const saved = await clone.docker.getImage(image).get();
        expect(await streamHolds(saved as unknown as AsyncIterable<Buffer>, values), image).toBe(false);
      }
    });
  });
});

describe("A rotation that is cut off by kill -9", () => {
  it.each([
    ["when a new user has been made", /_password-user-\d+ created/, 0],
    ["in the middle of the cutover", /Command cutover updating/, 600],
    ["when the former users are dropped", /_password-user-\d+ deleting/, 0],
  ] as const)("%s locks nobody out, and one `up` finishes it", async (_, said, later) => {
    const next = (await version()) + 1;
    await rotate("database_password");
    await rotate("queue_password");
    await upUnderLoad(async () => {
      const { running } = clone.beginUp();
      await running.untilSaid(said);
      await new Promise((resolve) => setTimeout(resolve, later));
      running.killOne("pulumi");
      await running.done;
      await running.gone();
      outputs.push(running.output);
      return clone.up();
    });
    expect(await roles()).toEqual([`sm_${next}`]);
    expect(await redisUsers()).toEqual(["default", `sm_${next}`]);
    const containers = (await clone.containers()).filter(({ service }) => SERVICES.includes(service));
    expect(containers.map(({ service, state }) => `${service} ${state}`)).toEqual(
      SERVICES.map((service) => `${service} running`),
    );
    await expectJobsDone();
  });
});

describe("A version that a running container holds", () => {
  it("Y3 keeps its user, and the deploy says who holds it; the next one drops it", async () => {
    const held = await version();
    const holder = await hold({ [label.stack]: clone.stack, [label.secrets]: `database_password=${held}` });
    await rotate("database_password");
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(output).toContain(`the user sm_${held} is not dropped, because a running container holds version ${held}`);
    expect(await roles()).toEqual([`sm_${held}`, `sm_${held + 1}`]);
    expect(await enqueue()).toBe(201);
    await holder.remove({ force: true, v: true });
    await clone.up();
    expect(await roles()).toEqual([`sm_${held + 1}`]);
  });

  it("Y3 keeps its files, however often the secret rotates; the next deploy removes them", async () => {
    const held = await version();
    const volume = `${clone.stack}_database_password_${held}`;
    const holder = await hold({}, [`${volume}:/run/secrets/database_password:ro`]);
    clone.set("secrets.database_password.version", String(held + 3));
    for (const attempt of ["first", "second"]) {
      const { exitCode, output, changes } = await clone.up({ allowFailure: true });
      expect(exitCode, attempt).not.toBe(0);
      expect(output).toContain(`version ${held} of database_password is not retired, because ${await nameOf(holder)}`);
      expect(changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
      expect(await volumes()).toContain(volume);
      expect(await enqueue()).toBe(201);
    }
    await holder.remove({ force: true, v: true });
    await clone.up();
    expect(await volumes()).toEqual([1, 2, 3].map((more) => `${clone.stack}_database_password_${held + more}`));
    await expectJobsDone();
  });

  const nameOf = async (container: Container) => (await container.inspect()).Name.slice(1);

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

/** What a client that had signed in before gets for its questions, one after the other. */
class Session {
  readonly #statuses = new Set<number>();
  #over = false;
  readonly #asking = this.#ask();

  async end(): Promise<number[]> {
    this.#over = true;
    await this.#asking;
    return [...this.#statuses];
  }

  async #ask(): Promise<void> {
    while (!this.#over) this.#statuses.add(await statusOfMe(clone.url, client).catch(() => 0));
  }
}

async function rotate(secret: string): Promise<string> {
  const { output } = await clone.script("secrets", ["rotate", secret]);
  outputs.push(output);
  return output;
}

async function upUnderLoad(work: () => Promise<Update> = () => clone.up()): Promise<Update> {
  const session = new Session();
  const { done, load } = await underLoad(clone, work, LOAD);
  outputs.push(done.output);
  accepted += load.accepted.length;
  expect(failuresOf(load)).toEqual(none);
  expect(await session.end()).toEqual([200]);
  return done;
}

const run = (service: string, command: readonly string[]) => runIn(clone, service, command);

/** Login roles of the application, the oldest first. */
async function roles(): Promise<string[]> {
  const query = "SELECT rolname FROM pg_roles WHERE rolname ~ '^sm_' ORDER BY length(rolname), rolname";
  const { exitCode, output } = await run("postgres", [
    ...["psql", "-XAt", "-U", "postgres", "-d", "simplemodule", "-c", query],
  ]);
  if (exitCode !== 0) throw new Error(output);
  return output.split("\n").filter((line) => line !== "");
}

/** The version of the newest login role. */
const version = async () => Number((await roles()).at(-1)?.split("_").at(-1));

async function redisUsers(): Promise<string[]> {
  const script = `{ printf 'AUTH %s\\nACL USERS\\n' "$(cat "$REDIS_PASSWORD_FILE")"; } | redis-cli --raw`;
  const { output } = await run("redis", ["sh", "-c", script]);
  return output.split("\n").slice(1).sort();
}

async function postgresLogin(password: string): Promise<boolean> {
  const address = `postgresql://postgres:${password}@postgres/simplemodule`;
  return (await run("postgres", ["psql", "-XAt", "-c", "SELECT 1", address])).exitCode === 0;
}

async function redisLogin(password: string): Promise<boolean> {
  return (await run("redis", ["redis-cli", "AUTH", password])).output.startsWith("OK");
}

async function enqueue(): Promise<number> {
  const { status } = await fetch(`${clone.url}/jobs`, { method: "POST" });
  if (status === 201) accepted += 1;
  return status;
}

async function expectJobsDone(): Promise<void> {
  const counts = async () => (await fetch(`${clone.url}/jobs/counts`)).json();
  const done = { queued: 0, done: accepted, repeated: 0 };
  await expect.poll(counts, { timeout: 120_000, interval: 1000 }).toEqual(done);
}

async function volumes(): Promise<string[]> {
  const { Volumes } = await clone.docker.listVolumes({ filters: { label: [`${label.stack}=${clone.stack}`] } });
  return Volumes.map(({ Name }) => Name)
    .filter((name) => name.includes("_database_password_"))
    .sort();
}

const stackFile = () => join(clone.folder, `Pulumi.${clone.stack}.yaml`);
