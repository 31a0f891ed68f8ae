import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";

/** A resource as a program asks the engine for it. */
export interface Asked {
  readonly type: string;
  readonly name: string;
  /** All inputs, secret ones in clear text. */
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Names of the inputs that the engine is told to keep secret. */
  readonly secret: readonly string[];
  /** Provider, as `<urn>::<id>`; empty for the default one. */
  readonly provider: string;
  /** What the program says besides inputs; other resources in the form `<type>::<name>`. */
  readonly options: Options;
}

interface Options {
  readonly parent?: string;
  readonly dependsOn?: readonly string[];
  readonly deleteBeforeReplace?: boolean;
  readonly retainOnDelete?: boolean;
}

/** Runs a program on Pulumi's mocks; gives the resources that it asks for and what it returns. Components need the `opts`. */
export async function program<T>(
  run: (opts: pulumi.ComponentResourceOptions) => T | Promise<T>,
  { stack = "local", preview = false, resources = [] as Asked[] } = {},
): Promise<{ resources: Asked[]; result: T }> {
  const options = new Map<string, Options>();
  const names = new Map<unknown, string>();
  const mocks: pulumi.runtime.Mocks = {
    newResource(args) {
      const inputs = Object.entries(args.inputs as Record<string, unknown>);
      resources.push({
        type: args.type,
        name: args.name,
        inputs: Object.fromEntries(inputs.map(([key, value]) => [key, pulumi.runtime.unwrapRpcSecret(value)])),
        secret: inputs.filter(([, value]) => pulumi.runtime.isRpcSecret(value)).map(([key]) => key),
        provider: args.provider ?? "",
        options: options.get(`${args.type}::${args.name}`) ?? {},
      });
      return { id: `${args.name}-id`, state: { ...args.inputs, ...computed(args.type, args.name) } };
    },
    call: () => ({}),
  };
  await pulumi.runtime.setMocks(mocks, "roadstead", stack, preview);
  const note: pulumi.ResourceTransformation = ({ resource, type, name, opts }) => {
    names.set(resource, `${type}::${name}`);
    options.set(`${type}::${name}`, describe(opts, names));
    return undefined;
  };
  const result = await run({ transformations: [note] });
  await pulumi.runtime.disconnect();
  return { resources, result };
}

/** Runs a program that stops on its way; gives the resources that it asked for by then, and what it said. */
export async function refused(
  run: (opts: pulumi.ComponentResourceOptions) => unknown,
  options: { stack?: string; preview?: boolean } = {},
): Promise<{ resources: Asked[]; reasons: unknown[] }> {
  const [resources, reasons]: [Asked[], unknown[]] = [[], []];
  const others = process.listeners("unhandledRejection");
  // The engine ends a program at the first rejection that nobody handles; here the test runner would take it for a failure.
  process.removeAllListeners("unhandledRejection");
  try {
    const stopped = new Promise((resolve) => process.on("unhandledRejection", (why) => resolve(reasons.push(why))));
    // What waits for a resource that never comes keeps a program of many resources from its end.
    await Promise.race([stopped, program(run, { ...options, resources })]);
    for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    return { resources, reasons };
  } finally {
    process.removeAllListeners("unhandledRejection");
    for (const other of others) process.on("unhandledRejection", other);
  }
}

/** What a provider would add to the inputs. */
function computed(type: string, name: string): Record<string, string> {
  if (type === "docker:index/remoteImage:RemoteImage") return { imageId: `sha256:pulled-${name}` };
  return type === "command:local:Command" ? { stdout: `sha256:${name}`, stderr: "" } : {};
}

function describe(opts: pulumi.CustomResourceOptions, names: Map<unknown, string>): Options {
  const { parent, dependsOn, deleteBeforeReplace, retainOnDelete } = opts;
  return {
    ...(parent === undefined ? {} : { parent: names.get(parent) ?? "" }),
    ...(Array.isArray(dependsOn) ? { dependsOn: dependsOn.map((resource) => names.get(resource) ?? "") } : {}),
    ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }),
    ...(retainOnDelete === undefined ? {} : { retainOnDelete }),
  };
}

/** `<type>::<name>` of each, sorted. */
export const listed = (resources: readonly Asked[]) => resources.map(({ type, name }) => `${type}::${name}`).sort();

/** The one resource of this type and name. */
export function only(resources: readonly Asked[], type: string, name: string): Asked {
  const [found, ...others] = resources.filter((resource) => resource.type === type && resource.name === name);
  if (found === undefined || others.length > 0) throw new Error(`no single ${type}::${name} in ${listed(resources)}`);
  return found;
}

/** What a command tells its action. */
export const told = ({ inputs }: Asked): unknown => JSON.parse(String(inputs.stdin));

/** The value of an output, once it is known. */
export const valueOf = <T>(output: pulumi.Output<T>): Promise<T> => new Promise((resolve) => output.apply(resolve));

const atTheEnd: (() => void)[] = [];
/** Removes what the tests of a file have made; `cleanup.ts` calls it after each file. */
export function cleanUp(): void {
  for (const end of atTheEnd.splice(0).reverse()) end();
}

/** A new folder that is gone after the file's tests. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "roadstead-unit-"));
  atTheEnd.push(() => rmSync(path, { recursive: true }));
  return path;
}

/** A host that answers for its size until the end of the file's tests, and for nothing else, as a Docker address. */
export async function listening(size = { memoryMiB: 32_768, cpus: 16 }): Promise<string> {
  const path = join(folder(), "docker.sock");
  const server = createServer((request, response) => {
    response.statusCode = request.url === "/info" ? 200 : 404;
    response.end(JSON.stringify({ MemTotal: size.memoryMiB * 1024 ** 2 + 4096, NCPU: size.cpus }));
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  atTheEnd.push(() => server.close());
  return `unix://${path}`;
}

/** Numbers in [0, 1) that are the same in every run (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
