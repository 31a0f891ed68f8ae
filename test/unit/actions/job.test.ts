// A stand-in plays the daemon; that Docker's own containers, logs and clocks go together like this, the engine tests show.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Docker } from "../../../actions/docker";
import { type JobRun, patienceFor, runJob } from "../../../actions/job";
import { unixTime } from "../../../actions/logs";

/** What a run of a container's process does. */
interface Run {
  readonly exitCode?: number;
  readonly prints?: string;
  /** How long it goes on by itself. Default: 0. */
  readonly milliseconds?: number;
  readonly outOfMemory?: boolean;
  /** Docker's words when it cannot start. */
  readonly refusal?: string;
}

const NEVER = "0001-01-01T00:00:00Z";

/** A container whose runs go as told; the last one stays. */
class Container {
  starts = 0;
  stops = 0;
  #state = { Status: "created", Running: false, ExitCode: 0, OOMKilled: false, StartedAt: NEVER, FinishedAt: NEVER };
  #ended: Promise<void> = Promise.resolve();
  #end = () => {};
  #log: string[] = [];

  constructor(
    readonly id: string,
    readonly runs: readonly Run[],
  ) {}

  readonly modem = {
    demuxStream: (stream: PassThrough, stdout: PassThrough) => void stream.pipe(stdout, { end: false }),
  };

  inspect = async () => ({ Name: `/${this.id}`, State: { ...this.#state }, Config: { Image: "sha256:52a637efec38" } });

  start = async () => {
    const run = this.runs[Math.min(this.starts++, this.runs.length - 1)] ?? {};
    if (run.refusal) throw new Error(run.refusal);
    this.begin(run);
  };

  begin(run: Run): void {
    const started = Date.now();
    this.#state = { ...this.#state, Status: "running", Running: true, StartedAt: new Date(started).toISOString() };
    if (run.prints) this.#log.push(run.prints);
    this.#ended = new Promise((resolve) => {
      this.#end = () => {
        const over = { ExitCode: run.exitCode ?? 0, OOMKilled: run.outOfMemory ?? false };
        const FinishedAt = new Date().toISOString();
        this.#state = { ...this.#state, Status: "exited", Running: false, ...over, FinishedAt };
        resolve();
      };
      setTimeout(this.#end, run.milliseconds ?? 0);
    });
  }

  stop = async () => {
    this.stops++;
    this.#end();
  };

  wait = async () => void (await this.#ended);

  logs = async ({ follow }: { follow: boolean }) => {
    if (follow) return new PassThrough().end(this.#log.splice(0).join(""));
    const text = Buffer.from("what went wrong\n");
    const header = Buffer.from([1, 0, 0, 0, 0, 0, 0, text.length]);
    return Buffer.concat([header, text]);
  };
}

const job: JobRun = {
  stack: "shop",
  job: "migrate",
  container: "migrate-2",
  tries: 3,
  timeoutSeconds: 60,
  backoffSeconds: 0.01,
  stopGraceSeconds: 10,
};

/** Runs the job with these containers, of which the one that runs belongs to a former release. */
async function run(own: Container, change: Partial<JobRun> = {}, former?: Container) {
  const said: string[] = [];
  const docker = {
    info: async () => ({ SystemTime: new Date().toISOString() }),
    listContainers: async () => (former ? [{ Id: former.id }] : []),
    getContainer: (id: string) => (id === own.id ? own : former),
  } as unknown as Docker;
  const failure = await runJob({ ...job, ...change }, (line) => void said.push(line), docker).catch(
    (error) => error.message,
  );
  return { said, failure };
}

const container = (...runs: Run[]) => new Container("migrate-2", runs);

describe("A job (unit)", () => {
  it("S2 runs once, and its lines are shown as its own", async () => {
    const migrate = container({ prints: "revision 1\nrevision 2\n", milliseconds: 30 });
    const { said, failure } = await run(migrate);
    expect(failure).toBeUndefined();
    expect(migrate.starts).toBe(1);
    expect(said).toStrictEqual([
      "migrate: revision 1",
      "migrate: revision 2",
      expect.stringMatching(/^migrate completed after \d+\.\d s$/),
    ]);
  });

  it("M8 is tried again, and counts as completed when a later try succeeds", async () => {
    const migrate = container({ exitCode: 1 }, { exitCode: 2 }, {});
    const { said, failure } = await run(migrate);
    expect(failure).toBeUndefined();
    expect(migrate.starts).toBe(3);
    expect(said.slice(0, 2)).toStrictEqual([
      "migrate failed: exit code 1; try 2 of 3 in 0.01 s",
      "migrate failed: exit code 2; try 3 of 3 in 0.02 s",
    ]);
  });

  it("M8 S2 that fails at every try ends the deploy with its state, its log and what to do", async () => {
    const migrate = container({ exitCode: 3 });
    const { failure } = await run(migrate);
    expect(migrate.starts).toBe(3);
    expect(failure).toBe(`migrate failed 3 times, the last time: exit code 3
container migrate-2 (sha256:52a637efec38): exited, exit code 3
last 50 log lines:
  what went wrong
No traffic has moved: what the stack shop served before, it still serves. What the tries have written stays written.
Correct the cause and deploy again; migrate then runs again.`);
  });

  it.each<[string, Run, string]>([
    ["M5 ran out of memory", { exitCode: 137, outOfMemory: true }, "it ran out of memory; raise limits.migrate.memory"],
    ["cannot start", { refusal: "no such file: alembic" }, "it could not start: no such file: alembic"],
  ])("says when it %s", async (_, play, expected) => {
    const { failure } = await run(container(play), { tries: 1 });
    expect(failure).toMatch(new RegExp(`^migrate failed: ${expected}\n`));
  });

  it("is stopped when its time is over, and has failed although its process then ends well", async () => {
    const migrate = container({ milliseconds: 60_000 });
    const { failure } = await run(migrate, { tries: 2, timeoutSeconds: 0.05 });
    expect(migrate.stops).toBe(2);
    expect(failure).toMatch(/^migrate failed 2 times, the last time: it took longer than its 0\.05 s\n/);
  });

  it("that was stopped for its time runs again in the next deploy", async () => {
    const migrate = container({ milliseconds: 60_000 }, {});
    await run(migrate, { tries: 1, timeoutSeconds: 0.05 });
    expect((await run(migrate, { tries: 1, timeoutSeconds: 0.05 })).failure).toBeUndefined();
    expect(migrate.starts).toBe(2);
  });

  it("that runs already is waited for, and what it did counts", async () => {
    const migrate = container({});
    migrate.begin({ prints: "at it\n", milliseconds: 30 });
    const { said, failure } = await run(migrate);
    expect(failure).toBeUndefined();
    expect(migrate.starts).toBe(0);
    expect(said.slice(0, 2)).toStrictEqual(["migrate runs already; waiting for its end", "migrate: at it"]);
  });

  it("that has completed while nobody waited is not repeated", async () => {
    const migrate = container({});
    migrate.begin({});
    await migrate.wait();
    const { said } = await run(migrate);
    expect(migrate.starts).toBe(0);
    expect(said).toStrictEqual(["migrate has completed before and is not repeated"]);
  });

  it("waits until one of a former deploy has ended, whatever came of it", async () => {
    const former = new Container("migrate-1", []);
    former.begin({ exitCode: 1, milliseconds: 50 });
    const migrate = container({});
    const ended = former.wait().then(() => migrate.starts);
    const { said, failure } = await run(migrate, {}, former);
    expect(failure).toBeUndefined();
    expect(await ended).toBe(0);
    expect(migrate.starts).toBe(1);
    expect(said[0]).toBe("migrate of a former deploy still runs; waiting for its end");
  });

  it("M8 has a patience that covers every try and every wait", () => {
    expect(patienceFor({ ...job, tries: 3, backoffSeconds: 2 })).toBe(3 * (60 + 10 + 5) + 2 + 4);
  });
});

describe("Docker's time in seconds", () => {
  it.each([
    ["2026-11-24T15:00:24.123456789Z", "1795532424.123456789"],
    ["2026-11-24T15:00:24.5Z", "1795532424.500000000"],
    ["2026-11-24T15:00:24Z", "1795532424.000000000"],
    ["0001-01-01T00:00:00Z", "0"],
  ])("of %s is %s", (time, expected) => {
    expect(unixTime(time)).toBe(expected);
  });
});
