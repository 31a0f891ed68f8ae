// Preloaded into the program's process, for a second less of its start. TypeScript and npm's tree builder serve the Pulumi
// SDK to serialize functions, which this program never does: they load at first use. Source maps, which this program has none
// of, would be looked up for the stack trace that the SDK takes of every promise, and the trace itself is of use only to its
// own search for leaks: both are left out.
const Module = require("node:module");

const late = new Set(["typescript", "@npmcli/arborist"]);
const load = Module._load;

Module._load = function (request, ...rest) {
  if (request === "source-map-support/register") return {};
  if (late.has(request)) return atFirstUse(() => load.call(this, request, ...rest));
  const loaded = load.call(this, request, ...rest);
  return request.endsWith("/debuggable") ? withoutTraces(loaded) : loaded;
};

/** Says that it is a module with names of its own, since whoever looks for these would load it. */
function atFirstUse(real) {
  return new Proxy(() => {}, {
    get: (_, name) => name === "__esModule" || Reflect.get(real(), name),
    has: (_, name) => Reflect.has(real(), name),
    construct: (_, args) => Reflect.construct(real(), args),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
  });
}

const traced = new WeakSet();

function withoutTraces(debuggable) {
  const { debuggablePromise } = debuggable;
  if (process.env.PULUMI_DEBUG_PROMISE_LEAKS || !debuggablePromise || traced.has(debuggable)) return debuggable;
  traced.add(debuggable);
  debuggable.debuggablePromise = (...args) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(...args);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
  return debuggable;
}
