import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";

/** Takes a lock file for this process, at once or not at all; that of a process which is gone is taken over. */
export function tryTake(file: string): boolean {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, String(process.pid));
  try {
    if (link(own, file)) return true;
    removeDead(file, own);
    return link(own, file);
  } finally {
    rmSync(own, { force: true });
  }
}

/** The process that holds a lock file; 0 when nobody does. */
export function holderOf(file: string): number {
  try {
    return Number(readFileSync(file, "utf8"));
  } catch {
    return 0;
  }
}

/** Whether a process of this machine runs, also one of another user. */
export function alive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0) && !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** A process that has ended exists until its parent asks for its exit code; in a container nobody may ever ask. */
function isZombie(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.startsWith("Z") ?? false;
  } catch {
    return false;
  }
}

/** A hard link appears with its content, so that nobody ever reads a lock without its holder. */
function link(own: string, file: string): boolean {
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

/** Moves a dead process's lock away; what was moved is put back when another process took the lock in between. */
function removeDead(file: string, own: string): void {
  if (alive(holderOf(file))) return;
  const aside = `${own}.dead`;
  try {
    renameSync(file, aside);
    if (alive(holderOf(aside))) linkSync(aside, file);
  } catch (error) {
    if (!["ENOENT", "EEXIST"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  } finally {
    rmSync(aside, { force: true });
  }
}
