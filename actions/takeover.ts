import { type Container, type Docker, ignore, start, stop } from "./docker";
import { type Health, untilHealthy } from "./health";
import { listService } from "./listService";
import { settled } from "./settled";
import type { Undo } from "./undo";

/** Containers that are to run for one service, and how to tell that they do. */
export interface Wanted {
  readonly service: string;
  /** Docker ids of the release's containers. */
  readonly containers: readonly string[];
  readonly health: Health;
  readonly stopGraceSeconds: number;
}

/** How a container is set going; the plain way is `start`. */
export type Begin = (container: Container) => Promise<void>;

/** Starts the wanted containers beside those that run already, and waits until they are healthy. */
export async function startBeside(docker: Docker, wanted: Wanted, undo: Undo, begin: Begin = start): Promise<void> {
  await settled(containersOf(docker, wanted).map((container) => launch(container, wanted, undo, begin)));
}

/** Stops whatever else runs for the service, then starts the wanted containers and waits until they are healthy. */
export async function startInstead(
  docker: Docker,
  stack: string,
  wanted: Wanted,
  undo: Undo,
  begin: Begin = start,
): Promise<void> {
  for (const former of await formerContainers(docker, stack, wanted)) await giveWay(former, wanted, undo);
  await startBeside(docker, wanted, undo, begin);
}

/** Stops a former container of the service. */
export async function giveWay(former: Container, wanted: Wanted, undo: Undo): Promise<void> {
  undo.note(`start the former ${wanted.service} again`, () => start(former));
  await stop(former, wanted.stopGraceSeconds);
}

/**
 * Tells containers that nothing is under way to any more to end, and does not wait: the engine deletes them after the deploy, and then
 * finds them gone or about to go.
 */
export async function dismiss(former: Container): Promise<void> {
  const { StopSignal = "SIGTERM" } = (await former.inspect()).Config as { readonly StopSignal?: string };
  await former.kill({ signal: StopSignal }).catch(ignore(404, 409));
}

/** Running containers of the service that the release does not want. */
export async function formerContainers(
  docker: Docker,
  stack: string,
  wanted: Pick<Wanted, "service" | "containers">,
): Promise<Container[]> {
  const running = await listService(docker, stack, wanted.service);
  return running.filter(({ Id }) => !wanted.containers.includes(Id)).map(({ Id }) => docker.getContainer(Id));
}

type State = Awaited<ReturnType<Container["inspect"]>>["State"];

export const containersOf = (docker: Docker, wanted: Wanted) => wanted.containers.map((id) => docker.getContainer(id));

async function launch(container: Container, wanted: Wanted, undo: Undo, begin: Begin): Promise<void> {
  const { State } = await container.inspect();
  if (hasProvenItself(State, wanted)) return;
  if (!State.Running) {
    undo.note(`stop the new ${wanted.service}`, () => stop(container, wanted.stopGraceSeconds));
    await begin(container);
  }
  await untilHealthy(wanted.service, container, wanted.health);
}

/** Whether it runs since an earlier release, and Docker, which asks what a deploy would, has found it healthy. */
const hasProvenItself = ({ Running, Health }: State, { health }: Wanted) =>
  Running && !health.readiness && Health?.Status === "healthy";
