import { dirname } from "node:path";
import { builtEngine, builtFolder } from "./engine/built";
import { cliIn, engineIn } from "./engine/cached";
import { installedEngine } from "./engine/installed";
import { downloadRelease, releaseFolder } from "./engine/release";
import { Unreachable } from "./engine/unreachable";
import { pinned } from "./engine/version";

/** The Pulumi command line that runs this project, with providers that it finds by itself. */
export interface Engine {
  /** Absolute path of the CLI. */
  readonly pulumi: string;
  /** Directories to put first on PATH, so that `pulumi` there is this engine; empty when it already is. */
  readonly path: string[];
  readonly version: string;
}

/** Finds the Pulumi engine, or downloads its release, or builds it where releases cannot be reached. */
export async function ensureEngine(say: (detail: string) => void): Promise<Engine> {
  return (
    (await installedEngine(say)) ?? engineIn(releaseFolder()) ?? engineIn(builtFolder()) ?? (await downloadOrBuild(say))
  );
}

async function downloadOrBuild(say: (detail: string) => void): Promise<Engine> {
  try {
    return inFolder(await downloadRelease(say));
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    say(`${error.message}; building it from its Go modules instead (some minutes, once)`);
    return inFolder(await builtEngine(say, error.message));
  }
}

function inFolder(folder: string): Engine {
  const pulumi = cliIn(folder);
  return { pulumi, path: [dirname(pulumi)], version: pinned };
}
