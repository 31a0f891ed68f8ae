import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pause } from "./abort";
import { holderOf, tryTake } from "./lockFile";

/** Seconds that an action may take, beside those that take longer by their nature. */
const WAIT_SECONDS = 120;

/**
 * Keeps two actions of one name apart on this machine: one that outlived a killed deploy, and that of the next deploy, which
 * waits for it for some seconds. A lock whose process is gone is taken over.
 */
export async function withLock<T>(name: string, work: () => Promise<T>, seconds = WAIT_SECONDS): Promise<T> {
  const folder = join(process.cwd(), ".roadstead", "locks");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  const deadline = Date.now() + seconds * 1000;
  while (!tryTake(file)) {
    if (Date.now() > deadline) throw new Error(`${file} has been held by process ${holderOf(file)} for ${seconds} s`);
    await pause(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
