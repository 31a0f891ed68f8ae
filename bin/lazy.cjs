// Preloaded into the program's process, so that it starts sooner: modules of the Pulumi SDK that this program has no use for
// load at first use. They serve to serialize functions (TypeScript, npm's tree builder, the debugger that follows
// each script), to trace, and to run Pulumi from within a program. Source maps, which this program has none of, would be looked
// up for the stack trace that the SDK takes of every promise, and the trace itself is of use only to its own search for leaks:
// both are left out.
const Module = require("node:module");

const late = new Set([
  "typescript",
  "@npmcli/arborist",
  "normalize-package-data",
  "@opentelemetry/exporter-zipkin",
  "@opentelemetry/instrumentation",
  "@opentelemetry/instrumentation-grpc",
  "@opentelemetry/resources",
  "@opentelemetry/sdk-trace-base",
  "@opentelemetry/sdk-trace-node",
]);
const load = Module._load;

Module._load = function (request, ...rest) {
  if (request === "source-map-support/register") return {};
  const real = () => load.call(this, request, ...rest);
  if (late.has(request) || isAutomation(request, ...rest)) return atFirstUse(real);
  if (request.endsWith("/closure/v8Hooks")) return { isInitializedAsync: async () => {} };
  return request.endsWith("/debuggable") ? withoutTraces(real()) : real();
};

const isAutomation = (request, parent) =>
  request === "./automation" && /[\\/]@pulumi[\\/]pulumi[\\/]index\.js$/.test(parent?.filename ?? "");

/** Says that it is a module with names of its own, since whoever looks for these would load it; it is its own default too. */
function atFirstUse(real) {
  const standIn = new Proxy(() => {}, {
    get: (_, name) => name === "__esModule" || (name === "default" ? standIn : Reflect.get(real(), name)),
    has: (_, name) => Reflect.has(real(), name),
    construct: (_, args) => Reflect.construct(real(), args),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
  });
  return standIn;
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
