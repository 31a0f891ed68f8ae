// @module-tag slow
// A migration as a job of HoneyChat, on the real engine, Docker and Postgres. Which revision it makes, how long it takes and
// whether it fails are variables of the job in the stack file.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Clone } from "../harness/clone";
import { type ContainerEvent, type Recording, recordEvents } from "../harness/dockerEvents";
import { sql } from "../harness/sql";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const MIGRATE = `"""One migration under an advisory lock. It notes when it begins, and when it has come to its end."""
import os
import time

from common.database import connect

revision = os.environ["REVISION"]
with connect(patience=30) as database:
    database.execute("SELECT pg_advisory_lock(7)")
    database.execute("CREATE TABLE IF NOT EXISTS runs (revision text, ended boolean DEFAULT false)")
    database.execute("INSERT INTO runs (revision) VALUES (%s)", [revision])
    database.commit()
    print(f"revision {revision} begins", flush=True)
    time.sleep(float(os.environ.get("SECONDS", "0")))
    if os.environ.get("FAIL"):
        print("column users.name is in the way", flush=True)
        raise SystemExit(7)
    database.execute("UPDATE runs SET ended = true WHERE revision = %s", [revision])
    database.commit()
    print(f"revision {revision} ends", flush=True)
`;

const JOBS = `jobs: {
    migrate: {
      image: { service: "celery_worker" },
      command: ["python", "-m", "worker.migrate"],
      environment,
      secrets: worker.secrets ?? [],
      tmpfs: ["/tmp"],
      user: "1000:1000",
      needs: ["postgres"],
      limits: { memoryMiB: 96, cpus: 0.5 },
      timeoutSeconds: 30,
      stopGraceSeconds: 1,
      backoffSeconds: 1,
    },
    doctor: {
      image: { context: "samples/honeychat", dockerfile: "doctor/Dockerfile" },
      command: ["python", "-c", "print('all is well')"],
      needs: ["migrate"],
      limits: { memoryMiB: 32, cpus: 0.5 },
    },
  },`;

const SERVICES = ["api", "bot", "celery_beat", "celery_worker", "postgres", "proxy", "redis"];

describe("A job", () => {
  let clone: Clone;
  let recording: Recording;

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "1" }, migrate: { REVISION: "1" } } } });
    clone.write("samples/honeychat/worker/migrate.py", MIGRATE);
    clone.write("samples/honeychat/doctor/Dockerfile", "FROM python:3.11-slim\nUSER 1000:1000\n");
    clone.edit("systems/honeychat.ts", (text) =>
      text
        .replace("jobs: {},", JOBS)
        .replace(/(healthPath: "\/health" },[\s\S]*?needs: \[)/, '$1"migrate", ')
        .replace("backend: [", 'backend: ["migrate", '),
    );
  });
  afterAll(() => clone?.destroy());

  it("S2 M6 runs in the first deploy, once and before the web, and shows its log; the next job follows in its own image", async () => {
    recording = await recordEvents(clone.docker, clone.stack);
    const { output } = await clone.start({ timeout: 900 });
    const events = await recording.stop();
    expect(startsOf(events, "migrate")).toHaveLength(1);
    expect(startsOf(events, "doctor")).toHaveLength(1);
    expect(endOf(events, "migrate")).toBeLessThan(startsOf(events, "api")[0]?.at ?? 0n);
    expect(endOf(events, "migrate")).toBeLessThan(startsOf(events, "doctor")[0]?.at ?? 0n);
    expect(endOf(events, "doctor")).toBeLessThan(startsOf(events, "celery_worker")[0]?.at ?? 0n);
    expect(output).toContain("migrate: revision 1 begins");
    expect(output).toContain("migrate: revision 1 ends");
    expect(output).toContain("doctor: all is well");
    expect(await runs("1")).toBe("1|t");
  });

  it("is not repeated by a deploy without a change", async () => {
    const { changes } = await clone.up();
    expect(changes.all).toEqual([]);
    expect(await runs("1")).toBe("1|t");
  });

  it("S2 D2 with a new migration runs once, before any new web container starts, and no request fails", async () => {
    release("2");
    recording = await recordEvents(clone.docker, clone.stack);
    const { done, load } = await underLoad(clone, () => clone.up(), { rate: 300 });
    const events = await recording.stop();
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["1", "2"]);
    expect(done.changes.containers.replaced.sort()).toEqual(["api-1", "migrate"]);
    expect(startsOf(events, "migrate")).toHaveLength(1);
    expect(endOf(events, "migrate")).toBeLessThan(startsOf(events, "api").at(-1)?.at ?? 0n);
    expect(await runs("2")).toBe("1|t");
  });

  it("S2 M8 that fails is tried three times with growing waits, and the old release serves", async () => {
    release("3");
    clone.set("environment.migrate.FAIL", "1");
    recording = await recordEvents(clone.docker, clone.stack);
    const { done, load } = await underLoad(clone, () => clone.up({ allowFailure: true }), { rate: 300 });
    const events = await recording.stop();
    expect(done.exitCode).not.toBe(0);
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["2"]);
    const starts = startsOf(events, "migrate");
    expect(starts).toHaveLength(3);
    const ends = events.filter(({ service, action }) => service === "migrate" && action === "die");
    const waits = [1, 2].map((index) => Number((starts[index]?.at ?? 0n) - (ends[index - 1]?.at ?? 0n)) / 1e9);
    expect(waits[0]).toBeGreaterThan(1);
    expect(waits[1]).toBeGreaterThan(2);
    expect(startsOf(events, "api").filter(({ at }) => at > (starts[0]?.at ?? 0n))).toEqual([]);
    expect(done.output).toContain("migrate failed 3 times, the last time: exit code 7");
    expect(done.output).toMatch(/last 50 log lines:\n(.*\n)*.* {2}column users\.name is in the way/);
    expect(done.output).toContain(`what the stack ${clone.stack} served before, it still serves`);
    expect(done.output).toContain("Correct the cause and deploy again; migrate then runs again.");
    expect(await runs("3")).toBe("3|f");
  });

  it("S2 that failed runs again in the next deploy, also where nothing has changed, and after the fix it goes through", async () => {
    const again = await clone.up({ allowFailure: true });
    expect(again.exitCode).not.toBe(0);
    expect(await runs("3")).toBe("6|f");
    clone.unset("environment.migrate.FAIL");
    const { load } = await underLoad(clone, () => clone.up(), { rate: 300 });
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["2", "3"]);
    expect(await runs("3")).toBe("7|t");
    expect(await states()).toEqual(
      [...SERVICES.map((service) => `${service} running`), "doctor exited", "migrate exited"].sort(),
    );
  });

  it("S2 Y7 runs once when two people deploy at once: the engine refuses the second", async () => {
    release("4");
    clone.set("environment.migrate.SECONDS", "5");
    const { running } = clone.beginUp();
    await running.untilSaid(/revision 4 begins/);
    const second = await clone.up({ allowFailure: true });
    expect(second.exitCode).not.toBe(0);
    expect(second.output).toContain("the stack is currently locked by 1 lock(s)");
    expect((await running.done).exitCode).toBe(0);
    expect(await runs("4")).toBe("1|t");
  });

  it("that outlives a killed deploy is waited for by the next one, and what it did counts", async () => {
    release("5");
    clone.set("environment.migrate.SECONDS", "15");
    await killedWhileItRuns("5");
    const { output } = await clone.up();
    expect(output).toContain("migrate runs already; waiting for its end");
    expect(output).toContain("migrate: revision 5 ends");
    expect(await runs("5")).toBe("1|t");
    expect(await (await fetch(`${clone.url}/api/version`)).json()).toMatchObject({ release: "5" });
  });

  it("that ends after its deploy was killed is not repeated", async () => {
    release("6");
    clone.set("environment.migrate.SECONDS", "3");
    await killedWhileItRuns("6");
    await untilEnded();
    const { output } = await clone.up();
    expect(output).toContain("migrate has completed before and is not repeated");
    expect(await runs("6")).toBe("1|t");
  });

  it("of a killed deploy has ended before that of a later release starts", async () => {
    release("7");
    clone.set("environment.migrate.SECONDS", "12");
    await killedWhileItRuns("7");
    release("8");
    clone.set("environment.migrate.SECONDS", "0");
    recording = await recordEvents(clone.docker, clone.stack);
    const { output } = await clone.up();
    const events = await recording.stop();
    expect(output).toContain("migrate of a former deploy still runs; waiting for its end");
    expect(endOf(events, "migrate")).toBeLessThan(startsOf(events, "migrate").at(-1)?.at ?? 0n);
    expect([await runs("7"), await runs("8")]).toEqual(["1|t", "1|t"]);
  });

  it("M8 goes on by itself when its deploy is cancelled, and the next deploy waits for it", async () => {
    release("9");
    clone.set("environment.migrate.SECONDS", "12");
    const { running } = clone.beginUp();
    await running.untilSaid(/revision 9 begins/);
    running.interrupt();
    const { exitCode, output } = await running.done;
    await running.gone();
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/migrate is left to itself in container migrate-\w+; the next deploy waits for its end/);
    await clone.up();
    expect(await runs("9")).toBe("1|t");
  });

  it("M8 that takes too long is stopped, which counts as a failed try", async () => {
    release("10");
    clone.set("environment.migrate.SECONDS", "60");
    clone.edit("systems/honeychat.ts", (text) =>
      text.replace("timeoutSeconds: 30,", "timeoutSeconds: 3,\n      tries: 2,"),
    );
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("migrate failed 2 times, the last time: it took longer than its 3 s");
    expect(await runs("10")).toBe("2|f");
    expect((await clone.containers("migrate")).filter(({ state }) => state === "running")).toEqual([]);
  });

  it("H4 S2 runs with the surface that it belongs to, and with no other", async () => {
    clone.set("environment.migrate.SECONDS", "0");
    await clone.script("start", ["--only", "backend"], 600);
    expect(await runs("10")).toBe("3|t");
  });

  /** Another revision, and another release of the web that needs it. */
  function release(name: string): void {
    clone.set("environment.migrate.REVISION", name);
    clone.set("environment.api.RELEASE", name);
  }

  async function killedWhileItRuns(revision: string): Promise<void> {
    const { running } = clone.beginUp();
    await running.untilSaid(new RegExp(`revision ${revision} begins`));
    running.kill();
    await running.gone();
  }

  /** How often the migration of a revision has begun, and whether it has ended. */
  const runs = (revision: string) =>
    sql(clone, `SELECT count(*), bool_or(ended) FROM runs WHERE revision = '${revision}'`);

  const states = async () => (await clone.containers()).map(({ service, state }) => `${service} ${state}`).sort();

  async function untilEnded(): Promise<void> {
    const [newest] = (await clone.containers("migrate")).filter(({ state }) => state === "running");
    if (newest) await clone.docker.getContainer(newest.id).wait();
  }
});

const startsOf = (events: readonly ContainerEvent[], service: string) =>
  events.filter((event) => event.service === service && event.action === "start");

/** When a process of a service first ended. */
function endOf(events: readonly ContainerEvent[], service: string): bigint {
  const [first] = events.filter((event) => event.service === service && event.action === "die");
  if (!first) throw new Error(`${service} has not ended`);
  return first.at;
}
