import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { Advice } from "../progress";
import { daemonPath } from "./daemon";

/** A daemon to be started directly, where no systemd runs. */
export interface Launch {
  readonly command: readonly [string, ...string[]];
  /** Folder of its pid files. */
  readonly runFolder: string;
  readonly log: string;
}

const boundSeconds = 60;

/** Starts a daemon that outlives this process and holds none of its streams, and waits until it answers. */
export async function launch({ command, runFolder, log }: Launch, answers: () => Promise<boolean>): Promise<void> {
  const pidFile = join(runFolder, "docker.pid");
  forgetDead(pidFile, "dockerd");
  forgetDead(join(runFolder, "docker/containerd/containerd.pid"), "containerd");
  const daemon = detached(command, log);
  const end = Date.now() + boundSeconds * 1000;
  while (!(await answers())) {
    const gone = daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined;
    if (gone && !runs(pidFile, "dockerd")) throw new Advice(`The Docker daemon ended at once. ${tail(log)}`);
    if (Date.now() > end) throw new Advice(`The Docker daemon does not answer after ${boundSeconds} s. ${tail(log)}`);
    await setTimeout(100);
  }
}

function detached([program, ...words]: Launch["command"], log: string): ChildProcess {
  const output = openSync(log, "a");
  const daemon = spawn(program, words, {
    detached: true,
    cwd: "/",
    env: { PATH: daemonPath, ...proxies() },
    stdio: ["ignore", output, output],
  });
  daemon.on("error", () => {});
  daemon.unref();
  closeSync(output);
  return daemon;
}

function proxies(): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => /^(https?|no)_proxy$/i.test(name)));
}

/** A pid file that survived a reboot or a kill may name a stranger by now, and would keep the daemon from starting. */
function forgetDead(pidFile: string, program: string): void {
  if (!runs(pidFile, program)) rmSync(pidFile, { force: true });
}

function runs(pidFile: string, program: string): boolean {
  try {
    const pid = readFileSync(pidFile, "utf8").trim();
    return readFileSync(`/proc/${pid}/comm`, "utf8").trim() === program;
  } catch {
    return false;
  }
}

const tail = (log: string) =>
  `${log} ends with:\n${readFileSync(log, "utf8").trimEnd().split("\n").slice(-10).join("\n")}`;
