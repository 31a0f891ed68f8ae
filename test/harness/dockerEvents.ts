import { createInterface } from "node:readline";
import type { Docker } from "../../actions/docker";
import { label } from "../../systems/labels";
import type { ContainerEvent } from "./overlaps";

export { type ContainerEvent, type Interval, type Overlap, overlaps, runIntervals } from "./overlaps";

/** A recording of what happens to a stack's containers. */
export interface Recording {
  /** The events so far; containers that ran when the recording began have a `start` before it. */
  readonly events: readonly ContainerEvent[];
  /** Ends the recording and returns all events up to now, in the order of their times. */
  stop(): Promise<readonly ContainerEvent[]>;
}

/** Records the events of a stack's containers. It listens again when the daemon has restarted; what ended meanwhile is not told. */
export async function recordEvents(docker: Docker, stack: string): Promise<Recording> {
  const recorder = new Recorder(docker, stack);
  await recorder.begin();
  return recorder;
}

const ACTIONS = ["create", "start", "die", "oom", "kill", "stop", "restart", "rename", "destroy", "health_status"];

class Recorder implements Recording {
  readonly #docker: Docker;
  readonly #stack: string;
  readonly #events = new Map<string, ContainerEvent>();
  #stream: NodeJS.ReadableStream | undefined;
  #stopped = false;
  /** The daemon's time up to which everything is known. */
  #latest = 0n;

  constructor(docker: Docker, stack: string) {
    this.#docker = docker;
    this.#stack = stack;
  }

  get events(): readonly ContainerEvent[] {
    return [...this.#events.values()].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  }

  async begin(): Promise<void> {
    this.#latest = await this.#daemonTime();
    await this.#listen();
    await this.#addRunning();
  }

  async stop(): Promise<readonly ContainerEvent[]> {
    this.#stopped = true;
    (this.#stream as { destroy?: () => void } | undefined)?.destroy?.();
    const until = await this.#daemonTime();
    await this.#read(await this.#open({ since: stamp(this.#latest), until: stamp(until) }));
    return this.events;
  }

  async #listen(): Promise<void> {
    this.#stream = await this.#open({ since: stamp(this.#latest) });
    this.#read(this.#stream)
      .catch(() => {})
      .finally(() => this.#listenAgain());
  }

  async #listenAgain(): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#listen();
        return await this.#addRunning();
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  }

  #open(period: { since: string; until?: string }): Promise<NodeJS.ReadableStream> {
    const filters = { type: ["container"], label: [`${label.stack}=${this.#stack}`], event: ACTIONS };
    return this.#docker.getEvents({ ...period, filters } as object);
  }

  /** Takes the events of a stream until it ends or breaks. */
  async #read(stream: NodeJS.ReadableStream): Promise<void> {
    stream.on("error", () => {});
    for await (const line of createInterface({ input: stream })) {
      const event = parseEvent(line);
      if (event) this.#add(event);
    }
  }

  #add(event: ContainerEvent): void {
    this.#events.set(`${event.at} ${event.container} ${event.action}`, event);
    if (event.at > this.#latest) this.#latest = event.at;
  }

  async #addRunning(): Promise<void> {
    const running = await this.#docker.listContainers({ filters: { label: [`${label.stack}=${this.#stack}`] } });
    for (const { Id, Labels } of running) {
      const { State, Name } = await this.#docker.getContainer(Id).inspect();
      const service = Labels[label.service] ?? "";
      const at = nanoseconds(State.StartedAt);
      const known = this.events.some(({ container, action }) => container === Id && action === "start");
      if (!known) this.#add({ at, action: "start", container: Id, name: Name.slice(1), service });
    }
  }

  async #daemonTime(): Promise<bigint> {
    const { SystemTime } = await this.#docker.info();
    return nanoseconds(SystemTime);
  }
}

/** One line of the daemon's stream; the number of nanoseconds is too long for a JavaScript number. */
export function parseEvent(line: string): ContainerEvent | undefined {
  const [, at] = /"timeNano":(\d+)/.exec(line) ?? [];
  if (at === undefined) return undefined;
  const { Action, Actor } = JSON.parse(line) as {
    Action: string;
    Actor: { ID: string; Attributes: Record<string, string> };
  };
  const { name = "", [label.service]: service = "" } = Actor.Attributes;
  return { at: BigInt(at), action: Action, container: Actor.ID, name, service };
}

/** An RFC 3339 time with up to nine digits after the second, as nanoseconds since 1970. */
export function nanoseconds(time: string): bigint {
  const [, digits = ""] = /\.(\d+)/.exec(time) ?? [];
  const whole = Date.parse(time.replace(/\.\d+/, ""));
  return BigInt(whole) * 1_000_000n + BigInt(digits.padEnd(9, "0").slice(0, 9) || "0");
}

/** The daemon's form of a time: seconds, a point, nine digits. */
const stamp = (at: bigint) => `${at / 1_000_000_000n}.${String(at % 1_000_000_000n).padStart(9, "0")}`;
