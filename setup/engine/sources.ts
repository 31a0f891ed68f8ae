import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

/** A short digest of what Go compiles under a folder: names and contents of its sources and module files. */
export function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const file of compiled(folder)) {
    hash
      .update(`${relative(folder, file)}\0`)
      .update(readFileSync(file))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 12);
}

function compiled(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return compiled(path);
      return /(\.go|^go\.(mod|sum))$/.test(entry.name) && !entry.name.endsWith("_test.go") ? [path] : [];
    });
}
