// Preloaded into the program's process. The Pulumi SDK loads TypeScript and npm's tree builder at its start, 0.35 s of
// processor time, and uses them only to serialize functions, which this program never does: here they load at first use.
const Module = require("node:module");

const heavy = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, ...rest) {
  if (!heavy.has(request)) return load.call(this, request, ...rest);
  const real = () => load.call(this, request, ...rest);
  return new Proxy(() => {}, {
    get: (_, name) => Reflect.get(real(), name),
    has: (_, name) => Reflect.has(real(), name),
    construct: (_, args) => Reflect.construct(real(), args),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
  });
};
