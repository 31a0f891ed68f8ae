import { rmSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { holderOf, tryTake } from "../../actions/lockFile";

const interval = 1_000;
const reportEvery = 10;

/** Runs `work` while no other process on this machine holds the lock file; a holder that has died holds nothing. */
export async function exclusively<T>(file: string, say: (detail: string) => void, work: () => Promise<T>): Promise<T> {
  for (let waits = 0; !tryTake(file); waits++) {
    if (waits % reportEvery === 0) say(`waiting for another set-up (process ${holderOf(file) || "unknown"})`);
    await pause(interval);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}
