/** Something that happened to a container of the stack. */
export interface ContainerEvent {
  /** Nanoseconds since 1970, by the daemon's clock. */
  readonly at: bigint;
  /** Docker's word: `create`, `start`, `die`, `destroy`, ... */
  readonly action: string;
  /** The container's id. */
  readonly container: string;
  readonly name: string;
  readonly service: string;
}

/** A time in which a container ran; without `to` it still did at the end of the recording. */
export interface Interval {
  readonly container: string;
  readonly name: string;
  readonly from: bigint;
  readonly to: bigint | undefined;
}

/** Two containers of one service that ran at one instant. */
export interface Overlap {
  readonly first: string;
  readonly second: string;
  readonly from: bigint;
  readonly milliseconds: number;
}

/** When the containers of a service ran, from `start` to `die`, in the order of their starts. */
export function runIntervals(events: readonly ContainerEvent[], service: string): Interval[] {
  const intervals: Interval[] = [];
  const open = new Map<string, ContainerEvent>();
  const close = (start: ContainerEvent | undefined, to: bigint | undefined) => {
    if (start) intervals.push({ container: start.container, name: start.name, from: start.at, to });
  };
  for (const event of events.filter((each) => each.service === service).sort(byTime)) {
    if (event.action !== "start" && event.action !== "die") continue;
    close(open.get(event.container), event.at);
    if (event.action === "start") open.set(event.container, event);
    else open.delete(event.container);
  }
  for (const start of open.values()) close(start, undefined);
  return intervals.sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** All pairs of containers of a service that ran at one instant. */
export function overlaps(events: readonly ContainerEvent[], service: string): Overlap[] {
  const intervals = runIntervals(events, service);
  const end = [...events].sort(byTime).at(-1)?.at ?? 0n;
  return intervals.flatMap((a, index) =>
    intervals.slice(index + 1).flatMap((b) => {
      const to = least(a.to ?? end, b.to ?? end);
      const both = a.container !== b.container && b.from < (a.to ?? end + 1n);
      return both ? [{ first: a.name, second: b.name, from: b.from, milliseconds: Number(to - b.from) / 1e6 }] : [];
    }),
  );
}

const byTime = (a: ContainerEvent, b: ContainerEvent) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);

const least = (a: bigint, b: bigint) => (a < b ? a : b);
