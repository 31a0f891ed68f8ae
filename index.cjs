// Pulumi's entry point: compiles index.ts when a source has changed, then runs it.
module.exports = require(require("./bin/compile.cjs").compile("index.ts"));
