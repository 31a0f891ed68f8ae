import { readdirSync, readFileSync } from "node:fs";

/** A process and all that it has started, directly or not, children after their parents. */
export function processTree(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const { pid, parent } of processes()) children.set(parent, [...(children.get(parent) ?? []), pid]);
  const tree = [root];
  for (const pid of tree) tree.push(...(children.get(pid) ?? []));
  return tree;
}

/** The command line of a process; empty when it is gone. */
export function commandLine(pid: number): string[] {
  return readQuietly(`/proc/${pid}/cmdline`).split("\0").slice(0, -1);
}

/** Whether a process exists and has not ended. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state.letter !== "Z";
}

/** When a process began, in ticks since the machine did; the kernel gives a number out again, but not with this. */
export const beganAt = (pid: number): string | undefined => stateOf(pid)?.began;

/** Sends a signal; a process that is gone stays gone. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function processes(): { pid: number; parent: number }[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    const state = stateOf(Number(pid));
    return state ? [{ pid: Number(pid), parent: state.parent }] : [];
  });
}

/** `/proc/<pid>/stat` has the program's name in parentheses, then the state, the parent and, as the 22nd of all, its start. */
function stateOf(pid: number): { letter: string; parent: number; began: string } | undefined {
  const stat = readQuietly(`/proc/${pid}/stat`);
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [letter, parent, began] = [fields[0], fields[1], fields[19]];
  return letter && parent && began ? { letter, parent: Number(parent), began } : undefined;
}

function readQuietly(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
