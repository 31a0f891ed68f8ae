import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exclusively } from "../../../setup/engine/lock";

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lock-"));
  file = join(folder, "engine.lock");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("exclusively", () => {
  it("lets one in at a time, and says who is waited for", async () => {
    const said: string[] = [];
    let inside = 0;
    const work = async () => {
      expect(++inside).toBe(1);
      await pause(100);
      inside--;
    };
    await Promise.all([exclusively(file, say(said), work), exclusively(file, say(said), work)]);
    expect(said).toEqual([`waiting for another set-up (process ${process.pid})`]);
  });

  it("takes over from a process that has died", async () => {
    const { pid } = execa("true");
    await pause(200);
    writeFileSync(file, String(pid));
    const said: string[] = [];
    expect(await exclusively(file, say(said), async () => "done")).toBe("done");
    expect(said).toEqual([]);
  });

  it("is free again after a failure", async () => {
    const failure = exclusively(
      file,
      () => {},
      () => Promise.reject(new Error("no space left")),
    );
    await expect(failure).rejects.toThrow("no space left");
    expect(existsSync(file)).toBe(false);
  });
});

const say = (said: string[]) => (detail: string) => void said.push(detail);
