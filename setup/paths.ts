import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** The clone: the nearest folder above this file that holds the Pulumi project. */
export const root = projectAbove(__dirname);

/** The clone's ignored folder: state, passphrase, compiled code. */
export const local = join(root, ".roadstead");

/** What several clones share, keyed by version inside. */
export const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "roadstead");

function projectAbove(folder: string): string {
  if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("no Pulumi.yaml above this file");
  return projectAbove(parent);
}
