import { linkSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

const interval = 1_000;
const reportEvery = 10;

/** Runs `work` while no other process on this machine holds the lock file; a holder that has died holds nothing. */
export async function exclusively<T>(file: string, say: (detail: string) => void, work: () => Promise<T>): Promise<T> {
  for (let waits = 0; !take(file); waits++) {
    const holder = holderOf(file);
    if (holder !== undefined && !alive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (waits % reportEvery === 0) say(`waiting for another set-up (process ${holder ?? "unknown"})`);
    await pause(interval);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** A hard link appears with its content, so that no reader meets a lock without its holder. */
function take(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

function holderOf(file: string): number | undefined {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}

function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
