import { spawn } from "node:child_process";
import { describe, expect, it } from "vitest";
import { isAlive } from "../../harness/processTree";
import { Running } from "../../harness/running";

const patiently = { timeout: 10_000 };

const run = (script: string, timeout = 20) =>
  new Running(["sh", "-c", script], { cwd: "/", env: process.env, timeout });

describe("Running", () => {
  it("returns exit code, output and time", async () => {
    const { exitCode, output, seconds } = await run("echo out; echo err >&2; exit 3").done;
    expect([exitCode, output.split("\n").sort()]).toEqual([3, ["", "err", "out"]]);
    expect(seconds).toBeLessThan(10);
  });

  it("kills one process by its name, and finds those that outlive it", async () => {
    const running = run("sleep 60 & sleep 61; echo over");
    await expect.poll(() => running.find("sleep"), patiently).toBeTypeOf("number");
    await expect.poll(() => running.processes.length, patiently).toBe(3);
    running.killOne("sh");
    expect((await running.done).exitCode).toBe(-1);
    expect(running.processes).toHaveLength(2);
    running.kill();
    await running.gone(5);
    expect(() => running.killOne("sleep")).toThrow(`no process sleep runs below ${running.pid}`);
  });

  it("interrupts the whole group, as Ctrl-C does", async () => {
    const running = run("trap 'echo caught; exit 7' INT; while :; do sleep 0.1; done");
    await expect.poll(() => running.find("sleep"), patiently).toBeTypeOf("number");
    running.interrupt();
    expect(await running.done).toMatchObject({ exitCode: 7, output: "caught\n" });
  });

  it("leaves a stranger alone who has got the number of a process that ended", async () => {
    const running = run("true");
    await running.done;
    const stranger = spawn("sleep", ["60"]);
    Object.defineProperty(running, "pid", { value: stranger.pid });
    expect(running.processes).toEqual([]);
    running.kill();
    running.interrupt();
    expect(isAlive(stranger.pid as number)).toBe(true);
    stranger.kill();
  });

  it("touches no process when the command could not start", async () => {
    const running = new Running(["/none/such"], { cwd: "/", env: process.env, timeout: 20 });
    await expect(running.done).rejects.toThrow("ENOENT");
    expect(running.processes).toEqual([]);
  });

  it("kills what takes too long, and says what it had printed", async () => {
    const running = run("echo begun; sleep 60", 1);
    await expect(running.done).rejects.toThrow(/not done after 1 s; its output so far:\nbegun/);
    await running.gone(5);
    expect(isAlive(running.pid)).toBe(false);
  });
});
