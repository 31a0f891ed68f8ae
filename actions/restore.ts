import { type Container, type Docker, start, stop } from "./docker";
import { listService } from "./listService";
import { liveContainers } from "./serving";
import { settled } from "./settled";
import type { Wanted } from "./takeover";

export interface Restored {
  readonly stack: string;
  readonly workers: readonly Pick<Wanted, "service" | "stopGraceSeconds">[];
}

/**
 * Starts the workers of the release that the proxy serves which a killed cutover has left stopped, and stops those that it had
 * started in their place. It changes nothing where all of them run.
 */
export async function restoreWorkers(docker: Docker, { stack, workers }: Restored, proxy: Container): Promise<void> {
  const live = await liveContainers(proxy);
  for (const { service, stopGraceSeconds } of workers) {
    const containers = await listService(docker, stack, service, { all: true });
    const stopped = containers.filter(({ Id, State }) => live.has(Id) && !runs(State));
    if (stopped.length === 0) continue;
    const others = containers.filter(({ Id, State }) => !live.has(Id) && runs(State));
    await settled(others.map(({ Id }) => stop(docker.getContainer(Id), stopGraceSeconds)));
    await settled(stopped.map(({ Id }) => start(docker.getContainer(Id))));
  }
}

const runs = (state: string) => ["running", "restarting", "paused"].includes(state);
