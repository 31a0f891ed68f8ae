// Pulumi's entry point: compiles index.ts when a source has changed, then runs it.
const { compile } = require("./bin/compile.cjs");

// The engine runs several actions at once; compiled here, none of them has to.
compile("actions/main.ts");
module.exports = require(compile("index.ts"));
