const { spawnSync } = require("node:child_process");
const { statSync } = require("node:fs");
const { join, resolve } = require("node:path");

const root = resolve(__dirname, "..");

/** Installs the npm packages when the lock file is newer than what is installed. */
function ensurePackages() {
  const modified = (path) => statSync(join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (modified("node_modules/.package-lock.json") >= modified("package-lock.json")) return;
  const started = Date.now();
  process.stderr.write("npm packages (about 300 MB on disk) ...\n");
  const { status } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel", "error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (status !== 0) {
    process.stderr.write("npm ci failed; its messages are above\n");
    process.exit(1);
  }
  process.stderr.write(`npm packages ... done in ${((Date.now() - started) / 1000).toFixed(1)} s\n`);
}

module.exports = { ensurePackages };
