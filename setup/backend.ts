import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { alive } from "../actions/lockFile";
import type { Engine } from "./engine";
import { local } from "./paths";

const passphrase = join(local, "passphrase");
const state = join(local, "state");

/**
 * The environment that makes the engine use the clone's own backend, passphrase and home, and be quick. Makes them when they are
 * missing.
 */
export function engineEnvironment(engine: Engine): NodeJS.ProcessEnv {
  mkdirSync(state, { recursive: true });
  if (!existsSync(passphrase)) writeFileSync(passphrase, randomBytes(32).toString("hex"), { mode: 0o600 });
  return {
    // Without this the backend keeps a second file beside each one, truncates it before it writes it, and takes no state whose
    // second file is empty: a kill in between would leave a stack that no engine reads (gocloud.dev v0.46.0, fileblob/attrs.go).
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphrase,
    PULUMI_HOME: join(local, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "1",
    // The Docker provider takes some 50 ms to compare a container with its state: two at a time, then, and not one by one.
    PULUMI_PARALLEL_DIFF: "true",
    // The engine and its providers live for seconds: they need not look for garbage so often.
    GOGC: "400",
    ...process.env,
    PATH: [...engine.path, process.env.PATH].join(":"),
  };
}

/** Folder of the clone's own backend with a file for each stack; nothing where another backend is chosen. */
export const stackFolder = () =>
  process.env.PULUMI_BACKEND_URL ? undefined : join(state, ".pulumi", "stacks", "roadstead");

/** Removes the locks of updates whose process on this machine is gone, and says whose they were. */
export function releaseDeadLocks(say: (line: string) => void): void {
  for (const file of filesBelow(join(state, ".pulumi", "locks"))) {
    const { pid, hostname: host, timestamp } = JSON.parse(readFileSync(file, "utf8"));
    if (host !== hostname() || alive(pid)) continue;
    rmSync(file);
    say(`the update of ${timestamp} (process ${pid}) ended without releasing its lock; released`);
  }
}

function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name));
}
