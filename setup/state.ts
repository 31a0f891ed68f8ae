import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stackFolder } from "./backend";
import type { Cli } from "./cli";

/** What a stack's state holds, of which this is what is read. */
export interface State {
  readonly resources?: readonly {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: { readonly host?: string };
    /** A built image is what its command printed; the stack's own are what it exports. */
    readonly outputs?: { readonly imageId?: string; readonly stdout?: string; readonly url?: string };
  }[];
}

/** The state of the stack that an update was of: from the clone's own backend as its file says it, else as the engine exports it. */
export async function readState(cli: Cli, stackFlags: readonly string[]): Promise<State> {
  const file = fileOf(stackFlags);
  if (file) return JSON.parse(readFileSync(file, "utf8")).checkpoint.latest;
  return JSON.parse(await cli.read(["stack", "export", ...stackFlags])).deployment;
}

/** Unknown where several stacks are there and none is named: which of them is selected, only the engine knows. */
function fileOf(stackFlags: readonly string[]): string | undefined {
  const folder = stackFolder();
  if (folder === undefined || !existsSync(folder)) return undefined;
  const named = stackFlags.at(-1)?.replace("--stack=", "");
  const [file, ...others] = readdirSync(folder).filter((name) =>
    named === undefined ? name.endsWith(".json") : name === `${named}.json`,
  );
  return file === undefined || others.length > 0 ? undefined : join(folder, file);
}
