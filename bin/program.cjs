// Pulumi's entry point: compiles index.ts when a source has changed, then runs it.
module.exports = require(require("./compile.cjs").compile("index.ts"));
