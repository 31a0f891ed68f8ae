import { Readable } from "node:stream";
import type { Docker } from "../../../actions/docker";
import { frame } from "./frame";

/** A container as the stand-in knows it. */
export interface Played {
  readonly id: string;
  readonly service: string;
  readonly memoryMiB: number;
  running: boolean;
  /** Whether its healthcheck passes once it runs. Default: true. */
  readonly healthy?: boolean;
  /** The label `roadstead.release`. Default: empty. */
  readonly release?: string;
  /** What a command in it prints. Default: nothing. */
  readonly prints?: (command: readonly string[]) => string;
  /** The archive that it hands out. Default: none. */
  readonly archive?: () => Promise<Buffer>;
}

/** Stands in for a daemon with a stack's containers, and keeps what it was asked for and the most memory that ran at one time. */
export class Daemon {
  readonly calls: string[] = [];
  fullestMiB = 0;

  constructor(
    readonly hostMiB: number,
    readonly containers: readonly Played[],
  ) {
    this.#measure();
  }

  get docker(): Docker {
    return {
      info: async () => ({ MemTotal: this.hostMiB * 1024 ** 2, NCPU: 2 }),
      listContainers: async ({ all = false, filters }: { all?: boolean; filters: { label: string[] } }) =>
        this.containers.filter((each) => (all || each.running) && matches(each, filters.label)).map(summary),
      getContainer: (id: string) => this.#container(id),
    } as unknown as Docker;
  }

  /** Ids of what runs, sorted. */
  get running(): string[] {
    return this.containers.flatMap(({ id, running }) => (running ? [id] : [])).sort();
  }

  #container(id: string) {
    const own = this.containers.find((each) => each.id === id);
    if (!own) throw new Error(`no such container: ${id}`);
    return {
      id,
      inspect: async () => ({
        Id: id,
        Name: `/${id}`,
        RestartCount: 0,
        State: { Running: own.running, Status: own.running ? "running" : "exited", ExitCode: 0 },
        Config: { Image: "image" },
        HostConfig: { Memory: own.memoryMiB * 1024 ** 2 },
      }),
      start: async () => this.#turn(own, true),
      stop: async () => this.#turn(own, false),
      logs: async () => Buffer.alloc(0),
      exec: async ({ Cmd }: { Cmd: readonly string[] }) => ({
        start: async () => Readable.from([frame(own.prints?.(Cmd) ?? "")]),
        inspect: async () => ({ ExitCode: own.healthy === false ? 1 : 0 }),
      }),
      getArchive: async () => Readable.from([await own.archive?.()]),
    };
  }

  async #turn(container: Played, running: boolean): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    this.calls.push(`${running ? "start" : "stop"} ${container.id}`);
    container.running = running;
    this.#measure();
  }

  #measure(): void {
    const sum = this.containers.reduce((total, { running, memoryMiB }) => total + (running ? memoryMiB : 0), 0);
    this.fullestMiB = Math.max(this.fullestMiB, sum);
  }
}

const matches = ({ service }: Played, labels: readonly string[]) =>
  labels.every((label) => label === "roadstead.stack=shop" || label === `roadstead.service=${service}`);

const summary = ({ id, service, running, release = "" }: Played) => ({
  Id: id,
  Labels: { "roadstead.service": service, "roadstead.release": release, "roadstead.secrets": "" },
  State: running ? "running" : "exited",
});
