const { existsSync, mkdirSync, readdirSync, renameSync, statSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");
const sources = [
  "index.ts",
  "package-lock.json",
  "actions",
  "bench",
  "components",
  "render",
  "settings",
  "setup",
  "systems",
  "test/harness",
];

/** Bundles a TypeScript file of the project, when a source is newer than the last bundle, and returns the bundle's path. */
function compile(entry) {
  const output = join(root, ".roadstead", "build", entry.replace(/\.ts$/, ".cjs"));
  if (existsSync(output) && statSync(output).mtimeMs > newest(sources.map((name) => join(root, name)))) return output;
  mkdirSync(join(output, ".."), { recursive: true });
  const half = `${output}.${process.pid}`;
  require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: half,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    sourcemap: "inline",
    external: ["@pulumi/*", "esbuild", "vitest", "cpu-features", "*.node"],
    logLevel: "error",
  });
  renameSync(half, output);
  return output;
}

function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found) continue;
    const folder = found.isDirectory() ? newest(readdirSync(path).map((name) => join(path, name))) : 0;
    latest = Math.max(latest, found.mtimeMs, folder);
  }
  return latest;
}

module.exports = { compile, root };
