import { reserveMiB } from "../systems/fit";
import { throwIfAborted } from "./abort";
import { batches, NoRoom, type Step, takenBy } from "./batches";
import type { Docker } from "./docker";
import { memoryLimit, type Occupancy, occupancyOf, roomLeft, taken } from "./occupancy";
import { settled } from "./settled";
import { giveWay, startBeside, type Wanted } from "./takeover";
import type { Undo } from "./undo";

/** Workers of a cutover, and how they take over. */
export interface Roll {
  readonly stack: string;
  /** Start beside their former containers. */
  readonly beside: readonly Wanted[];
  /** Start after these, when their former containers have stopped; only their memory matters here. */
  readonly instead: readonly Wanted[];
  /** Start after these beside their former containers. */
  readonly after: readonly Wanted[];
}

/**
 * Starts workers beside their former containers, which the engine deletes after the deploy. Where the host has no memory for
 * all at once they roll in batches: each stops the containers that it replaces before the next one starts.
 */
export async function rollWorkers(docker: Docker, roll: Roll, undo: Undo, say: (line: string) => void): Promise<void> {
  const occupancy = await occupancyOf(docker, roll.stack);
  const steps = (await Promise.all(roll.beside.map((worker) => stepsOf(docker, worker, occupancy)))).flat();
  const after = (await Promise.all(roll.after.map((service) => stepsOf(docker, service, occupancy)))).flat();
  const growth = takenBy(after) + (await growthOf(docker, roll.instead, occupancy));
  if (takenBy(steps) + growth <= roomLeft(occupancy)) {
    return settled(roll.beside.map((worker) => startBeside(docker, worker, undo)));
  }
  const rolled = batchesIn(steps, occupancy);
  for (const [index, batch] of rolled.entries()) {
    const services = new Set(batch.map(({ service }) => service));
    say(`workers, batch ${index + 1} of ${rolled.length}: ${[...services].join(", ")}`);
    await take(docker, batch, roll.beside, undo);
  }
}

/** Starts a batch, and stops what it replaces once all of it is healthy. */
async function take(docker: Docker, batch: readonly Step[], workers: readonly Wanted[], undo: Undo): Promise<void> {
  const pairs = batch.flatMap((step) => {
    const worker = workers.find(({ service }) => service === step.service);
    return worker ? [{ step, worker }] : [];
  });
  throwIfAborted();
  const starts = pairs.map(({ step, worker }) =>
    startBeside(docker, { ...worker, containers: [step.container] }, undo),
  );
  await settled(starts);
  throwIfAborted();
  const stops = pairs.flatMap(({ step, worker }) =>
    step.replaces.map((id) => giveWay(docker.getContainer(id), worker, undo)),
  );
  await settled(stops);
}

/** Each new container replaces one former container of the service, and the last one all that are left. */
async function stepsOf(docker: Docker, { service, containers }: Wanted, { occupants }: Occupancy): Promise<Step[]> {
  const former = occupants.filter((occupant) => occupant.service === service && !containers.includes(occupant.id));
  return Promise.all(
    containers.map(async (container, index) => {
      const runs = occupants.some(({ id }) => id === container);
      const replaced = former.slice(index, index === containers.length - 1 ? undefined : index + 1);
      return {
        service,
        container,
        takesMiB: runs ? 0 : await memoryLimit(docker, container),
        replaces: replaced.map(({ id }) => id),
        givesMiB: taken(replaced),
      };
    }),
  );
}

/** What services that stop first will take beyond what their former containers give back. */
async function growthOf(docker: Docker, services: readonly Wanted[], occupancy: Occupancy): Promise<number> {
  const growths = services.map(async (service) => {
    const steps = await stepsOf(docker, service, occupancy);
    return Math.max(0, takenBy(steps) - steps.reduce((sum, { givesMiB }) => sum + givesMiB, 0));
  });
  return (await Promise.all(growths)).reduce((sum, growth) => sum + growth, 0);
}

function batchesIn(steps: readonly Step[], occupancy: Occupancy): Step[][] {
  try {
    return batches(steps, roomLeft(occupancy));
  } catch (error) {
    throw error instanceof NoRoom ? new Error(advice(error, occupancy)) : error;
  }
}

function advice({ message }: NoRoom, { hostMiB, occupants }: Occupancy): string {
  return (
    `no room for a new container beside the former ones: ${message}. The host has ${hostMiB} MiB, of which ` +
    `${reserveMiB(hostMiB)} MiB stay for the system; the stack's ${occupants.length} running containers take ` +
    `${taken(occupants)} MiB. Deploy in two steps: first what gets smaller or goes away, then the rest.`
  );
}
