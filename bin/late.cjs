// Stands in for modules that the Docker client requires at its start and hardly ever uses, a third of a second each on a busy
// machine: ssh2, for a host that is reached by SSH, and gRPC, for BuildKit's sessions, which this project has none of.
const { createRequire } = require("node:module");

exports.Client = function Client() {
  return new (createRequire(__filename)("ssh2").Client)();
};
