const { existsSync, mkdirSync, readdirSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { dirname, join, resolve } = require("node:path");

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

const LATE = ["ssh2", "@grpc/grpc-js", "@grpc/proto-loader"];

/**
 * Bundles a TypeScript file of the project, when a source is newer than the last bundle, and returns the bundle's path. Without
 * a source map: the Pulumi SDK takes a stack trace for every promise, and mapping those cost a third of its time.
 */
function compile(entry) {
  const output = join(root, ".roadstead", "build", entry.replace(/\.ts$/, ".cjs"));
  if (existsSync(output) && statSync(output).mtimeMs > newest(sources.map((name) => join(root, name)))) return output;
  const { outputFiles } = require("esbuild").buildSync({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: output,
    write: false,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    alias: Object.fromEntries(LATE.map((name) => [name, join(root, "bin", "late.cjs")])),
    external: ["@pulumi/*", "esbuild", "vitest", "cpu-features", "@peculiar/x509", "reflect-metadata", "*.node"],
    logLevel: "error",
  });
  mkdirSync(dirname(output), { recursive: true });
  for (const { path, contents } of outputFiles) writeWhole(path, contents);
  return output;
}

/** Writes a file that others may read at this moment: they find the former one or the new one. */
function writeWhole(path, contents) {
  const half = `${path}.${process.pid}`;
  writeFileSync(half, contents);
  renameSync(half, path);
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
