import { type Part, peakOf } from "./fit";

/** The two things that a host runs short of. */
export type Resource = "memoryMiB" | "cpus";

/** One setting of one part, made smaller. */
export interface Change {
  readonly part: string;
  readonly setting: Resource | "replicas";
  readonly from: number;
  readonly to: number;
}

const ALTERNATIVES = 3;
const SIXTEENTHS = Array.from({ length: 15 }, (_, index) => index + 1);
/** How much smaller a change makes a limit, while any other way is left. */
const HALF = SIXTEENTHS.slice(0, 8);

/**
 * The smallest changes that bring the peak of a deploy down to the room. Each element suffices: one change, or where no single
 * one does, the fewest together. None is left when even a sixteenth of every limit is too much.
 */
export function remediesFor(parts: readonly Part[], resource: Resource, room: number): Change[][] {
  const suffices = (changes: readonly Change[]) => peakOf(changed(parts, changes))[resource] <= room;
  const singles = parts.flatMap((part) => [
    ...first(HALF, (sixteenths) => [lower(part, resource, sixteenths)], suffices),
    ...first(fewerOf(part), (to) => [{ part: part.name, setting: "replicas", from: part.replicas, to }], suffices),
  ]);
  if (singles.length > 0) return singles.sort(byShareGivenUp).slice(0, ALTERNATIVES);
  return together(parts, resource, suffices);
}

/** The parts with these changes made. */
export function changed(parts: readonly Part[], changes: readonly Change[]): Part[] {
  return parts.map((part) =>
    changes.filter(({ part: name }) => name === part.name).reduce((before, change) => apply(before, change), part),
  );
}

function apply(part: Part, { setting, to }: Change): Part {
  return setting === "replicas" ? { ...part, replicas: to } : { ...part, limits: { ...part.limits, [setting]: to } };
}

/** The largest parts, as few as will do, each lowered by the same share. */
function together(
  parts: readonly Part[],
  resource: Resource,
  suffices: (changes: readonly Change[]) => boolean,
): Change[][] {
  const largest = [...parts].sort((a, b) => weight(b, resource) - weight(a, resource));
  for (let count = 2; count <= largest.length; count++) {
    const lowered = (sixteenths: number) => largest.slice(0, count).map((part) => lower(part, resource, sixteenths));
    const found = first(count < largest.length ? HALF : SIXTEENTHS, lowered, suffices);
    if (found.length > 0) return found;
  }
  return [];
}

const weight = (part: Part, resource: Resource) => peakOf([part])[resource];

/** The smallest of the sizes whose changes are real and suffice, as a list of at most one. */
function first(
  sizes: readonly number[],
  changesOf: (size: number) => Change[],
  suffices: (changes: readonly Change[]) => boolean,
): Change[][] {
  for (const size of sizes) {
    const changes = changesOf(size).filter(({ from, to }) => to < from);
    if (changes.length > 0 && suffices(changes)) return [changes];
  }
  return [];
}

const fewerOf = ({ replicas }: Part) => Array.from({ length: replicas - 1 }, (_, index) => replicas - 1 - index);

/** Docker's own minimum, and the smallest number of processors that a stack file may say. */
const LEAST = { memoryMiB: 6, cpus: 0.1 } as const;

function lower({ name, limits }: Part, resource: Resource, sixteenths: number): Change {
  const [from, least] = [limits[resource], LEAST[resource]];
  const target = (from * (16 - sixteenths)) / 16;
  const to = resource === "memoryMiB" ? roundMemory(target, from) : Math.floor(target * 10 + 1e-9) / 10;
  return { part: name, setting: resource, from, to: Math.min(from, Math.max(least, to)) };
}

/** Down to a multiple of the power of two below a sixteenth of the limit, so that figures stay round. */
function roundMemory(target: number, limit: number): number {
  const step = 2 ** Math.max(0, Math.floor(Math.log2(limit / 16)));
  return Math.floor(target / step) * step;
}

const byShareGivenUp = (a: readonly Change[], b: readonly Change[]) => shareGivenUp(a) - shareGivenUp(b);

const shareGivenUp = (changes: readonly Change[]) => Math.max(...changes.map(({ from, to }) => 1 - to / from));
