import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withLock } from "../../../actions/lock";
import { folder } from "../fixture";

let file = "";

beforeEach(() => {
  const project = folder();
  vi.spyOn(process, "cwd").mockReturnValue(project);
  file = join(project, ".roadstead", "locks", "staging-cutover");
});

afterEach(() => vi.restoreAllMocks());

function held(by: number): void {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(file, String(by));
}

describe("A lock", () => {
  it("is held by this process for as long as the work goes on", async () => {
    const result = await withLock("staging-cutover", async () => {
      expect(readFileSync(file, "utf8")).toBe(String(process.pid));
      return 42;
    });
    expect(result).toBe(42);
    expect(existsSync(file)).toBe(false);
  });

  it("is given back when the work fails", async () => {
    await expect(withLock("staging-cutover", () => Promise.reject(new Error("refused")))).rejects.toThrow("refused");
    expect(existsSync(file)).toBe(false);
  });

  it("keeps two of one name apart", async () => {
    const order: string[] = [];
    const work = (name: string) => async () => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 30));
      order.push(`${name} ends`);
    };
    await Promise.all([withLock("staging-cutover", work("a")), withLock("staging-cutover", work("b"))]);
    expect(order).toStrictEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("lets two of different names work side by side", async () => {
    const inner = () => withLock("staging-api", async () => "both");
    expect(await withLock("staging-cutover", inner)).toBe("both");
  });

  it("D3 is taken over from a process that is gone", async () => {
    const gone = spawnSync("true").pid;
    held(gone);
    expect(await withLock("staging-cutover", async () => readFileSync(file, "utf8"))).toBe(String(process.pid));
  });

  it("D3 is taken over when it names no process", async () => {
    held(0);
    expect(await withLock("staging-cutover", async () => "taken")).toBe("taken");
  });

  it("is left to a process that lives", async () => {
    held(process.ppid);
    let worked = false;
    const waiting = withLock("staging-cutover", async () => {
      worked = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect([worked, readFileSync(file, "utf8")]).toStrictEqual([false, String(process.ppid)]);
    held(spawnSync("true").pid);
    await waiting;
    expect(worked).toBe(true);
  });
});
