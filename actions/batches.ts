/** One container that starts, and the former ones that it makes superfluous. */
export interface Step {
  readonly service: string;
  /** Docker's id of the container that starts. */
  readonly container: string;
  /** Mebibytes that its start takes; 0 when it runs already. */
  readonly takesMiB: number;
  /** Docker's ids of the former containers that stop once it is healthy. */
  readonly replaces: readonly string[];
  /** Mebibytes that they give back. */
  readonly givesMiB: number;
}

/** A container that has no room of its own beside those that run. */
export class NoRoom extends Error {
  constructor(
    readonly step: Step,
    /** Mebibytes that are left, with every container replaced that could be. */
    readonly roomMiB: number,
  ) {
    super(`${step.service} takes ${step.takesMiB} MiB, and ${roomMiB} MiB are left`);
  }
}

/**
 * Steps that may be taken at once, batch after batch: no batch takes more than there is room for, and each gives the room of
 * the containers that it replaces to the next. Those that give more than they take come first, so that every order which has
 * room is found. Throws NoRoom when none has.
 */
export function batches(steps: readonly Step[], roomMiB: number): Step[][] {
  const found: Step[][] = [];
  let room = roomMiB;
  for (const step of inBestOrder(steps)) {
    const batch = found.at(-1);
    if (batch && takenBy(batch) + step.takesMiB <= room) {
      batch.push(step);
      continue;
    }
    room += batch ? givenBy(batch) - takenBy(batch) : 0;
    if (step.takesMiB > Math.max(room, 0)) throw new NoRoom(step, room);
    found.push([step]);
  }
  return found;
}

/** Mebibytes that a batch takes. */
export const takenBy = (batch: readonly Step[]) => batch.reduce((sum, { takesMiB }) => sum + takesMiB, 0);

const givenBy = (batch: readonly Step[]) => batch.reduce((sum, { givesMiB }) => sum + givesMiB, 0);

/** Givers with the smallest need first; then takers, those that give most first: so the room is always the most there can be. */
function inBestOrder(steps: readonly Step[]): Step[] {
  const gives = ({ takesMiB, givesMiB }: Step) => givesMiB >= takesMiB;
  const givers = steps.filter(gives).sort((a, b) => a.takesMiB - b.takesMiB);
  const takers = steps.filter((step) => !gives(step)).sort((a, b) => b.givesMiB - a.givesMiB);
  return [...givers, ...takers];
}
