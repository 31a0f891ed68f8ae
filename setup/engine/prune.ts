import { readdirSync, rmSync, statSync } from "node:fs";
import { basename, join } from "node:path";

const kept = 2;

/** Removes built engines that nobody is likely to use: all but the newest two beside the one just built. */
export function pruneBuilt(engines: string, current: string): void {
  const others = readdirSync(engines)
    .filter((name) => /-built-[0-9a-f]+$/.test(name) && name !== basename(current))
    .map((name) => join(engines, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const folder of others.slice(kept)) rmSync(folder, { recursive: true, force: true });
}
