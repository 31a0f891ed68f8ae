import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pause } from "./abort";

const WAIT_SECONDS = 120;

/**
 * Keeps two actions of one name apart on this machine: one that outlived a killed deploy, and that of the next deploy. A lock
 * whose process is gone is taken over.
 */
export async function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const folder = join(process.cwd(), ".roadstead", "locks");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  const deadline = Date.now() + WAIT_SECONDS * 1000;
  while (!tryTake(file)) {
    if (Date.now() > deadline)
      throw new Error(`${file} has been held by process ${holder(file)} for ${WAIT_SECONDS} s`);
    await pause(100);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Links a file that already holds this process's number, so that nobody ever reads an empty lock. */
function tryTake(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    removeDead(file, own);
    return false;
  } finally {
    rmSync(own, { force: true });
  }
}

/** Moves a dead process's lock away; what was moved is put back when another process took the lock in between. */
function removeDead(file: string, own: string): void {
  if (alive(holder(file))) return;
  const aside = `${own}.dead`;
  try {
    renameSync(file, aside);
    if (alive(holder(aside))) linkSync(aside, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}

function holder(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

function alive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
