// Runs one of the scripts in setup/ or bench/: node bin/run.cjs <script> [options]
require("./packages.cjs").ensurePackages();
const [script] = process.argv.splice(2, 1);
require(require("./compile.cjs").compile(`setup/${script}.ts`));
