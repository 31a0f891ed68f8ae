// @module-tag slow
// The system SM on the real engine, Docker, Postgres and Redis.
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { derive } from "../../components/derivedValue";
import { Clone, type StackContainer, type Update } from "../harness/clone";
import { runIn } from "../harness/runIn";
import { type SignedIn, signIn, statusOfMe } from "../harness/signIn";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const JOBS = ["bootstrap", "doctor", "migrate"];
const REVISIONS = ["0001", "0002", "0003", "0004", "0005", "0006"];
const LOAD = { rate: 300, get: ["/version"], post: { path: "/jobs", body: "{}" } };

let clone: Clone;
let first: Update;
let password: string;
let client: SignedIn;
let accepted = 0;

beforeAll(async () => {
  clone = await Clone.make({ system: "simplemodule" });
  first = await clone.start({ timeout: 900 });
  const rootKey = (await clone.pulumi(["config", "get", "rootKey"])).output.trim();
  password = derive(rootKey, "admin_password", 1);
}, 1_200_000);
afterAll(() => clone?.destroy());

describe("SM", () => {
  it("S2 S3 lets its web in after migration, bootstrap and doctor have succeeded", async () => {
    const jobs = await Promise.all(JOBS.map(async (name) => (await stateOf(name))[0]));
    expect(jobs.map((state) => [state?.Status, state?.ExitCode])).toEqual(JOBS.map(() => ["exited", 0]));
    const webs = await stateOf("web");
    expect(webs).toHaveLength(2);
    const ended = jobs.map((state) => Date.parse(state?.FinishedAt ?? ""));
    for (const { StartedAt } of webs) expect(Date.parse(StartedAt)).toBeGreaterThan(Math.max(...ended));
    expect(applied(first.output)).toEqual(REVISIONS.slice(0, 5));
  });

  it("S3 lets the administrator sign in with a generated password that no output shows", async () => {
    client = await signIn(clone.url, password);
    expect(await json("/me", client)).toMatchObject({ email: "admin@example.com", admin: true });
    expect(first.output).toContain("the administrator admin@example.com is made");
    expect(first.output).not.toContain(password);
    expect((await fetch(`${clone.url}/me`)).status).toBe(401);
    expect((await fetch(`${clone.url}/me`, { headers: { cookie: `${client.headers.cookie}x` } })).status).toBe(401);
  });

  it("S5 serves from two web containers, to each of which a session is good", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => json("/version")));
    expect(new Set(answers.map(({ instance }) => instance)).size).toBe(2);
    const statuses = await Promise.all(Array.from({ length: 20 }, () => statusOfMe(clone.url, client)));
    expect(new Set(statuses)).toEqual(new Set([200]));
  });

  it("S6 tells liveness from readiness", async () => {
    expect(await json("/health")).toEqual({ status: "ok" });
    const ok = { status: "ok" };
    expect(await json("/admin/health")).toEqual({ status: "ok", checks: { database: ok, migrations: ok, redis: ok } });
  });

  it("does a job once, and says in the worker's log which request it comes from", async () => {
    const response = await fetch(`${clone.url}/jobs`, { method: "POST", headers: { "x-correlation-id": "test-1" } });
    expect([response.status, response.headers.get("x-correlation-id")]).toEqual([201, "test-1"]);
    accepted += 1;
    const { id } = (await response.json()) as { id: number };
    const done = { id, state: "done", executions: 1, correlation_id: "test-1" };
    await expect.poll(() => json(`/jobs/${id}`), { timeout: 30_000 }).toMatchObject(done);
    const [worker] = await clone.containers("worker");
    const log = String(await clone.docker.getContainer(worker?.id ?? "").logs({ stdout: true, stderr: true }));
    expect(log).toMatch(new RegExp(`"message": "job ${id} is done", "correlation_id": "test-1"`));
  });
});

describe("The headers by which the proxy says who asks", () => {
  const forged = { "X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "X-Real-IP": "6.6.6.6" };

  it("S4 reach the web as the proxy knows it, whatever the client says", async () => {
    const answer = await json("/whoami", { headers: forged });
    expect(answer).toMatchObject({ scheme: "http", host: new URL(clone.url).host, x_forwarded_proto: "http" });
    expect(answer.client).toMatch(/^\d+\.\d+\.\d+\.\d+$/);
    expect(Object.values(answer)).not.toContain("6.6.6.6");
    expect([answer.x_forwarded_for, answer.x_real_ip]).toEqual([answer.client, answer.client]);
  });

  it("S4 are believed from nobody but the proxy", async () => {
    const [worker] = await clone.containers("worker");
    const { Networks } = (await clone.docker.getContainer(worker?.id ?? "").inspect()).NetworkSettings;
    const script = `import sys, urllib.request
headers = {"X-Forwarded-For": "6.6.6.6, ${await proxyAddress()}", "X-Forwarded-Proto": "https"}
print(urllib.request.urlopen(urllib.request.Request(sys.argv[1], headers=headers)).read().decode())`;
    const { output } = await run("worker", ["python", "-c", script, `http://${await webAddress()}:8000/whoami`]);
    expect(JSON.parse(output)).toMatchObject({ client: Object.values(Networks)[0]?.IPAddress, scheme: "http" });
  });

  it("S4 make the session's cookie Secure where the proxy says HTTPS, and only there", async () => {
    const curl = ["curl", "--silent", "--include", "--data-raw", "", "--request", "POST"];
    const logout = `http://${await webAddress()}:8000/logout`;
    expect((await run("proxy", [...curl, logout])).output).not.toContain("Secure");
    const cookie = (await run("proxy", [...curl, "--header", "X-Forwarded-Proto: https", logout])).output;
    expect(cookie).toMatch(/set-cookie: session=""; .*HttpOnly;.*SameSite=lax; Secure/i);
  });
});

describe("Whoever is signed in", () => {
  it("S7 stays so when every web container starts anew", async () => {
    const webs = await clone.containers("web");
    await Promise.all(webs.map(({ id }) => clone.docker.getContainer(id).restart()));
    await expect.poll(() => fetch(`${clone.url}/health`).then(({ status }) => status), { timeout: 60_000 }).toBe(200);
    await expect.poll(() => statusOfMe(clone.url, client), { timeout: 60_000 }).toBe(200);
  });

  it("S7 stays so when the key that signs rotates, and is signed out by the second rotation", async () => {
    await rotateRing(2);
    expect(await statusOfMe(clone.url, client)).toBe(200);
    const second = await signIn(clone.url, password);
    await rotateRing(3);
    expect(await statusOfMe(clone.url, client)).toBe(401);
    expect(await statusOfMe(clone.url, second)).toBe(200);
    client = second;
  });

  /** A client signs in again and again meanwhile, so that old and new containers see each other's cookies. */
  async function rotateRing(version: number): Promise<void> {
    clone.set("secrets.secret_key.version", String(version));
    const before = await signIn(clone.url, password);
    const statuses = new Set<number>();
    let over = false;
    const watching = (async () => {
      while (!over) {
        statuses.add(await statusOfMe(clone.url, before));
        const fresh = await signIn(clone.url, password);
        for (let time = 0; time < 4; time++) statuses.add(await statusOfMe(clone.url, fresh));
      }
    })();
    watching.catch(() => {});
    await deployUnderLoad().finally(() => {
      over = true;
    });
    await watching;
    expect(statuses).toEqual(new Set([200]));
  }

  it("D5 gets a third party's new key used without a failed request", async () => {
    const digest = async () =>
      (await fetch(`${clone.url}/payments/key`, { method: "POST", headers: client.headers })).json();
    await clone.script("secrets", ["rotate", "payment_key"]);
    await clone.provide("payment_key", "a new key");
    const { changes } = await deployUnderLoad();
    expect([...changes.containers.replaced].sort()).toEqual(["web-1", "web-2"]);
    const expected = createHash("sha256").update("a new key").digest("hex").slice(0, 16);
    expect(await digest()).toEqual({ digest: expected });
    expect((await fetch(`${clone.url}/payments/key`, { method: "POST" })).status).toBe(401);
  });
});

describe("A release", () => {
  it("S2 with a new migration runs it once, before any new web container starts, and fails no request", async () => {
    clone.write("samples/simplemodule/migrations/versions/0006_note.py", migration("0006", "0005"));
    const { output } = await deployUnderLoad();
    expect(applied(output)).toEqual(["0006"]);
    const [migrated] = await stateOf("migrate");
    for (const { StartedAt } of await stateOf("web"))
      expect(Date.parse(StartedAt)).toBeGreaterThan(Date.parse(migrated?.FinishedAt ?? ""));
  });

  it("S5 scales the web from 2 to 4 and back without a failed request", async () => {
    for (const [count, word] of [
      ["4", "created"],
      ["2", "deleted"],
    ] as const) {
      clone.set("replicas.web", count);
      const { changes } = await deployUnderLoad();
      expect(changes.containers[word].sort()).toEqual(["web-3", "web-4"]);
      expect(await clone.containers("web")).toHaveLength(Number(count));
    }
  });

  it("loses no job that was accepted, and does none twice", async () => {
    const counts = { queued: 0, done: accepted, repeated: 0 };
    await expect.poll(() => json("/jobs/counts"), { timeout: 120_000, interval: 1000 }).toEqual(counts);
  });
});

describe("SM's commands", () => {
  it("S3 the doctor ends with exit code 1 and says what it has found", async () => {
    const sick = ["SM_ENVIRONMENT=test", "SM_REDIS_URL=redis://nowhere:6379/0"];
    const { exitCode, output } = await run("web", ["python", "-m", "sm.doctor"], sick);
    expect(exitCode).toBe(1);
    expect(messagesIn(output)).toEqual([
      "SM_ENVIRONMENT is test: expected another word, such as production",
      expect.stringMatching(/^redis: .*nowhere/),
    ]);
    expect((await run("web", ["python", "-m", "sm.doctor"])).exitCode).toBe(0);
  });

  it("S3 the bootstrap may be run again, and prints no secret", async () => {
    const [container] = await clone.containers("bootstrap");
    const bootstrap = clone.docker.getContainer(container?.id ?? "");
    await bootstrap.start();
    expect((await bootstrap.wait()).StatusCode).toBe(0);
    const log = String(await bootstrap.logs({ stdout: true, stderr: true }));
    expect(log).toContain("the administrator admin@example.com is there");
    expect(log).not.toContain(password);
  });

  it("S2 the web refuses to start on a schema that is not migrated", async () => {
    await expectDone(await run("web", ["alembic", "downgrade", "0004"]));
    const { exitCode, output } = await run("web", ["python", "-c", "from sm.web import create_app; create_app()"]);
    expect(exitCode).toBe(1);
    expect(output).toContain("SM010: the database is at revision 0004, and this release needs 0006");
    expect((await fetch(`${clone.url}/admin/health`)).status).toBe(503);
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
  });

  it("Y7 two migrations at once run each revision once", async () => {
    await expectDone(await run("web", ["alembic", "downgrade", "base"]));
    const both = await Promise.all([1, 2].map(() => run("web", ["python", "-m", "sm.migrate"])));
    for (const each of both) await expectDone(each);
    expect(both.flatMap(({ output }) => applied(output)).sort()).toEqual(REVISIONS);
    expect((await fetch(`${clone.url}/admin/health`)).status).toBe(200);
  });
});

async function deployUnderLoad(): Promise<Update> {
  const { done, load } = await underLoad(clone, () => clone.up(), LOAD);
  accepted += load.accepted.length;
  expect(failuresOf(load)).toEqual(none);
  return done;
}

async function json(path: string, init: RequestInit = {}): Promise<Record<string, unknown>> {
  return (await (await fetch(clone.url + path, init)).json()) as Record<string, unknown>;
}

async function stateOf(service: string) {
  const containers = await clone.containers(service);
  return Promise.all(containers.map(async ({ id }) => (await clone.docker.getContainer(id).inspect()).State));
}

const run = (service: string, command: readonly string[], variables: readonly string[] = []) =>
  runIn(clone, service, command, { seconds: 120, variables });

async function expectDone({ exitCode, output }: { exitCode: number; output: string }): Promise<void> {
  expect([exitCode, exitCode === 0 ? "" : output]).toEqual([0, ""]);
}

async function addressOf(service: string): Promise<string> {
  const [container] = (await clone.containers(service)) as [StackContainer];
  const { Networks } = (await clone.docker.getContainer(container.id).inspect()).NetworkSettings;
  return Networks[`${clone.stack}_internal`]?.IPAddress ?? "";
}

const webAddress = () => addressOf("web");
const proxyAddress = () => addressOf("proxy");

const applied = (output: string) => [...output.matchAll(/applied revision (\d+)/g)].map(([, revision]) => revision);

const messagesIn = (output: string) =>
  output.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line).message] : []));

const migration = (revision: string, before: string) => `"""Expand: a note for each job"""

import sqlalchemy as sa
from alembic import op

revision = "${revision}"
down_revision = "${before}"


def upgrade() -> None:
    op.add_column("jobs", sa.Column("note", sa.Text))


def downgrade() -> None:
    op.drop_column("jobs", "note")
`;
