// Runs one of the actions that the engine calls: node bin/action.cjs <action> <input.json
require(require("./compile.cjs").compile("actions/main.ts"));
