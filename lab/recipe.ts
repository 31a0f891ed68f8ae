import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths";

/** How the lab makes one image. */
export type Recipe = Suite | Program;

/** A Debian suite, made by a script. */
export interface Suite {
  /** The image's ordinary name, such as `debian:bookworm-slim`. */
  readonly name: string;
  /** The suite's own name. */
  readonly version: string;
  /** Digest of everything that goes into the image. */
  readonly hash: string;
}

/** A program on a Debian suite, built from a folder of the lab. */
export interface Program extends Suite {
  /** Folder of the Dockerfile. */
  readonly folder: string;
  /** What the Dockerfile begins from. */
  readonly base: Suite;
}

/** Label of the images that the lab made, with the recipe's hash. */
export const labLabel = "roadstead.lab";

/** The script that makes a Debian suite. */
export const suiteScript = join(root, "lab", "base.sh");

/** Folder of the certificate authorities that this machine trusts beside the distribution's. */
const anchors = "/usr/local/share/ca-certificates";

/** Finds the lab's recipe for an image name. */
export function recipeFor(name: string): Recipe | undefined {
  return suite(name) ?? program(name);
}

/** Whether a recipe is a bare Debian suite. */
export const isSuite = (recipe: Recipe): boolean => !("base" in recipe);

function suite(name: string): Suite | undefined {
  const [, version] = name.match(/^debian:([a-z]+)-slim$/) ?? [];
  if (!version) return;
  return { name, version, hash: digest([name, ...contents(anchors), readFileSync(suiteScript, "utf8")]) };
}

function program(name: string): Program | undefined {
  const [, repository = "", version] = name.match(/^(?:[\w.-]+\/)*([a-z]+):v?(\d+(?:\.\d+)*)(?:-slim)?$/) ?? [];
  const folder = join(root, "lab", repository);
  if (!version || !existsSync(join(folder, "Dockerfile"))) return;
  const base = baseOf(folder);
  return { name, version, folder, base, hash: digest([name, base.hash, ...contents(folder)]) };
}

function baseOf(folder: string): Suite {
  const [, name = ""] = readFileSync(join(folder, "Dockerfile"), "utf8").match(/^FROM (\S+)/m) ?? [];
  const base = suite(name);
  if (!base) throw new Error(`${folder}/Dockerfile begins from "${name}", expected debian:<suite>-slim`);
  return base;
}

function contents(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => !entry.isDirectory());
  return files.map(({ name }) => `${name}\n${readFileSync(join(folder, name), "utf8")}`).sort();
}

const digest = (parts: string[]) => createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
