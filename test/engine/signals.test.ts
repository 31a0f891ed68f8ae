// @module-tag slow
// HoneyChat's Postgres, which rereads its configuration on SIGHUP, on the real engine and Docker.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../actions/docker";
import { Clone } from "../harness/clone";
import { sql } from "../harness/sql";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const ENTRY = "configuration.postgres.log_min_duration_statement";

describe("A configuration that is reread on a signal", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make();
    await clone.start({ timeout: 900 });
  });
  afterAll(() => clone?.destroy());

  it("H2 is in force from the first start on", async () => {
    expect(await shown()).toBe("1s");
  });

  it("H2 a change is signalled and taken: the same process goes on, nothing is replaced, no request fails", async () => {
    const before = await identity();
    clone.set(ENTRY, "250");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(await shown()).toBe("250ms");
    expect(failuresOf(load)).toEqual(none);
    expect(done.changes.all.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["updated postgres-configuration"]);
    expect(await identity()).toEqual(before);
  });

  it("H2 a value that the process refuses fails the deploy before it is in place, each time", async () => {
    const before = await file();
    clone.set(ENTRY, "soon");
    for (const attempt of ["first", "second"]) {
      const { exitCode, output } = await clone.up({ allowFailure: true });
      expect(exitCode, attempt).not.toBe(0);
      expect(output).toContain("postgres refuses the new configuration; the one in use is untouched:");
      expect(output).toContain('invalid value for parameter "log_min_duration_statement": "soon"');
      expect(await file()).toBe(before);
      expect(await shown()).toBe("250ms");
    }
  });

  it("H2 a value that the process takes only at its start is found out after the signal, and taken back", async () => {
    const before = await file();
    clone.set(ENTRY, "250");
    clone.set("configuration.postgres.max_connections", "77");
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("postgres has not taken the new configuration within 10 s of SIGHUP:");
    expect(output).toContain("max_connections: setting could not be applied");
    expect(output).toContain("put the former configuration of postgres back");
    expect(await file()).toBe(before);
    expect(await shown()).toBe("250ms");
    expect(await sql(clone, "SELECT count(*) FROM pg_file_settings WHERE error IS NOT NULL")).toBe("0");
  });

  it("H2 after the failures the former file stands a restart, and the next good value goes through", async () => {
    const [postgres] = await clone.containers("postgres");
    await clone.docker.getContainer(postgres?.id ?? "").restart();
    clone.unset("configuration.postgres.max_connections");
    clone.set(ENTRY, "300");
    await expect.poll(() => shown().catch(String), { timeout: 30_000 }).toBe("250ms");
    await clone.up();
    expect(await shown()).toBe("300ms");
  });

  it("H2 a change in the same deploy as a replacement is taken by the old process and read by the new one", async () => {
    const before = await identity();
    clone.set(ENTRY, "350");
    clone.set("limits.postgres.memory", "600m");
    const { changes, output } = await clone.up();
    expect(output).toContain("postgres has taken configuration");
    expect(changes.containers.replaced).toEqual(["postgres-1"]);
    expect(await identity()).not.toEqual(before);
    expect(await shown()).toBe("350ms");
  });

  it("H2 a deploy that is killed in the middle is put right by the next one", async () => {
    for (const [index, milliseconds] of [0, 600, 1200, 1800, 2400].entries()) {
      clone.set(ENTRY, String(400 + index));
      const { running } = clone.beginUp();
      await running.untilSaid(/postgres-configuration updating/);
      await new Promise((resolve) => setTimeout(resolve, milliseconds));
      running.kill();
      await running.gone();
      await clone.up();
      expect(await shown(), `${milliseconds} ms`).toBe(`${400 + index}ms`);
      expect(await names()).toEqual(["postgresql.conf"]);
    }
  });

  it("an update without a change does nothing", async () => {
    expect((await clone.up()).changes.all).toEqual([]);
  });

  const shown = () => sql(clone, "SHOW log_min_duration_statement");

  async function inContainer(...command: string[]): Promise<string> {
    const [postgres] = (await clone.containers("postgres")).filter(({ state }) => state === "running");
    return (await exec(clone.docker.getContainer(postgres?.id ?? ""), command, { seconds: 10 })).output;
  }

  const file = () => inContainer("cat", "/etc/roadstead/postgresql.conf");
  const names = async () => (await inContainer("ls", "/etc/roadstead")).split(/\s+/);

  async function identity() {
    const [postgres] = (await clone.containers("postgres")).filter(({ state }) => state === "running");
    const { Id, RestartCount, State } = await clone.docker.getContainer(postgres?.id ?? "").inspect();
    return { Id, RestartCount, Pid: State.Pid, StartedAt: State.StartedAt };
  }
});
