import { stopAbandoned } from "./abandoned";
import { giveAddresses, type Subnet, startAtOwnAddress } from "./address";
import { connect, type Docker, start } from "./docker";
import { type Begin, containersOf, startBeside, startInstead, type Wanted } from "./takeover";
import { Undo } from "./undo";

/** What the action `admit` is told. */
export interface Admit extends Wanted {
  readonly stack: string;
  /** `start-first` services run beside their former release until the cutover; `stop-first` ones take over at once. */
  readonly order: "start-first" | "stop-first";
  /** Network on which each container gets an address of its own; only for services behind the proxy. */
  readonly network?: Subnet;
}

/**
 * Lets a service's new containers into the release once they are healthy. When they never are, they are stopped and kept for
 * inspection, and a former container that had to give way runs again.
 */
export async function admit(wanted: Admit, say: (line: string) => void): Promise<void> {
  const docker = connect();
  const undo = new Undo();
  const started = Date.now();
  try {
    if (wanted.order === "stop-first") await startInstead(docker, wanted.stack, wanted, undo);
    else await startBeside(docker, wanted, undo, await beginOf(docker, wanted));
  } catch (error) {
    await undo.all(say);
    throw error;
  }
  say(`${wanted.service} is healthy after ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

async function beginOf(docker: Docker, wanted: Admit): Promise<Begin> {
  const { network } = wanted;
  if (!network) return start;
  await stopAbandoned(docker, wanted.stack, wanted);
  await giveAddresses(docker, containersOf(docker, wanted), network);
  return (container) => startAtOwnAddress(docker, container, network);
}
