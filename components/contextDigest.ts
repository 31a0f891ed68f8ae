import { createHash, type Hash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

const IGNORED = new Set(["__pycache__", "node_modules", ".git"]);

/** Digest of what an image is made from: its Dockerfile and the files that it copies from the context. */
export function contextDigest(context: string, dockerfile: string): string {
  const text = readFileSync(join(context, dockerfile), "utf8");
  const hash = createHash("sha256").update(text);
  for (const source of copiedSources(text)) addPath(hash, context, source);
  return hash.digest("hex").slice(0, 16);
}

/** The sources of COPY and ADD that lie in the context; `.` stands for all of it, also for a pattern or a form not read here. */
export function copiedSources(dockerfile: string): string[] {
  const instructions = dockerfile.replaceAll("\\\n", " ").split("\n");
  const sources = instructions.flatMap((line) => {
    const [word = "", ...rest] = line.trim().split(/\s+/);
    if (!/^(COPY|ADD)$/i.test(word) || rest.some((part) => part.startsWith("--from="))) return [];
    const paths = rest.filter((part) => !part.startsWith("--")).slice(0, -1);
    return paths.every(isPlainPath) ? paths : ["."];
  });
  return [...new Set(sources)].sort();
}

const isPlainPath = (path: string) => /^[\w./-]+$/.test(path) && !path.includes("..");

function addPath(hash: Hash, context: string, path: string): void {
  const full = join(context, path);
  const found = statSync(full);
  if (!found.isDirectory()) {
    hash.update(`${path}\0${found.mode & 0o111}\0`).update(readFileSync(full));
    return;
  }
  for (const name of readdirSync(full).sort()) {
    if (!IGNORED.has(name)) addPath(hash, context, join(path, name));
  }
}
