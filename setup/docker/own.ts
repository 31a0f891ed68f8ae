import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cache } from "../paths";

const note = join(cache, "dockerd.pid");
const pidFile = "/var/run/docker.pid";

/** Notes that the daemon which runs now was started by this project's set-up. */
export function noteOwnDaemon(): void {
  mkdirSync(cache, { recursive: true });
  writeFileSync(note, read(pidFile));
}

/** The process of this machine's daemon, when set-up has started it and not somebody else. */
export function ownDaemon(): number | undefined {
  const running = read(pidFile);
  return running !== "" && running === read(note) ? Number(running) : undefined;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch {
    return "";
  }
}
