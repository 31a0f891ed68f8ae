// A stand-in for Docker keeps count of the memory; that workers roll on a real daemon, the engine tests show.
import { describe, expect, it } from "vitest";
import { rollWorkers } from "../../../actions/roll";
import type { Wanted } from "../../../actions/takeover";
import { Undo } from "../../../actions/undo";
import { reserveMiB } from "../../../systems/fit";
import { generator } from "../fixture";
import { Daemon, type Played } from "./daemon";

const container = (id: string, memoryMiB: number, running: boolean, healthy = true): Played => ({
  id,
  service: id.split("-")[1] ?? "",
  memoryMiB,
  running,
  healthy,
});

const worker = (service: string, ...containers: string[]): Wanted => ({
  service,
  containers,
  health: { test: ["CMD", "true"], timeoutSeconds: 1, budgetSeconds: 0.01 },
  stopGraceSeconds: 10,
});

/** The smallest host that leaves this much room. */
function hostFor(roomMiB: number): number {
  let host = roomMiB + 256;
  while (host - reserveMiB(host) < roomMiB) host++;
  return host;
}

async function roll(
  roomMiB: number,
  containers: readonly Played[],
  beside: Wanted[],
  instead: Wanted[] = [],
  after: Wanted[] = [],
) {
  const daemon = new Daemon(hostFor(roomMiB), containers);
  const [undo, said] = [new Undo(), [] as string[]];
  const say = (line: string) => void said.push(line);
  const error = await rollWorkers(daemon.docker, { stack: "shop", beside, instead, after }, undo, say).then(
    () => undefined,
    async (reason: Error) => {
      await undo.all(() => {});
      return reason.message;
    },
  );
  return { daemon, said, error };
}

const two = (healthy = true) => [
  container("old-film-1", 400, true),
  container("new-film-1", 400, false),
  container("old-sound-1", 400, true),
  container("new-sound-1", 400, false, healthy),
  container("db", 100, true),
];
const both = [worker("film", "new-film-1"), worker("sound", "new-sound-1")];

describe("Workers that take over", () => {
  it("H9 start all at once where there is room, and leave the former ones to the engine", async () => {
    const { daemon, said } = await roll(1700, two(), both);
    expect(daemon.calls.sort()).toStrictEqual(["start new-film-1", "start new-sound-1"]);
    expect(said).toStrictEqual([]);
  });

  it("H9 roll in batches where there is none, and each lets its former containers go", async () => {
    const { daemon, said } = await roll(1699, two(), both);
    expect(daemon.calls).toStrictEqual([
      "start new-film-1",
      "stop old-film-1",
      "start new-sound-1",
      "stop old-sound-1",
    ]);
    expect(said).toStrictEqual(["workers, batch 1 of 2: film", "workers, batch 2 of 2: sound"]);
  });

  it("D2 H9 are taken back when one of the second batch is not healthy, last one first", async () => {
    const { daemon, error } = await roll(1300, two(false), both);
    expect(error).toContain("sound was not healthy within 0.01 s");
    expect(daemon.running).toStrictEqual(["db", "old-film-1", "old-sound-1"]);
    expect(daemon.calls.slice(-3)).toStrictEqual(["stop new-sound-1", "start old-film-1", "stop new-film-1"]);
    expect(daemon.fullestMiB).toBe(1300);
  });

  it("H9 go on where a killed deploy has stopped", async () => {
    const [oldFilm, newFilm, ...others] = two() as [Played, Played, ...Played[]];
    const left = [{ ...oldFilm, running: false }, { ...newFilm, running: true }, ...others];
    const { daemon } = await roll(1300, left, both);
    expect(daemon.calls).toStrictEqual(["start new-sound-1"]);
    expect(daemon.running).toStrictEqual(["db", "new-film-1", "new-sound-1", "old-sound-1"]);
  });

  it("H9 leave room for what services that stop first will take more", async () => {
    const grown = [container("old-clock-1", 100, true), container("new-clock-1", 300, false)];
    const { daemon } = await roll(1999, [...two(), ...grown], both, [worker("clock", "new-clock-1")]);
    expect(daemon.calls).toHaveLength(4);
    const { daemon: roomy } = await roll(2000, [...two(), ...grown], both, [worker("clock", "new-clock-1")]);
    expect(roomy.calls).toHaveLength(2);
  });

  it("H9 leave room for a proxy that starts beside its former container", async () => {
    const proxies = [container("old-proxy-1", 100, true), container("new-proxy-1", 100, false)];
    const after = [worker("proxy", "new-proxy-1")];
    expect((await roll(1899, [...two(), ...proxies], both, [], after)).daemon.calls).toHaveLength(4);
    expect((await roll(1900, [...two(), ...proxies], both, [], after)).daemon.calls).toHaveLength(2);
  });

  it("H9 roll copy by copy, and the last one replaces all that are left", async () => {
    const copies = [
      ...[1, 2, 3].map((number) => container(`old-film-${number}`, 400, true)),
      ...[1, 2].map((number) => container(`new-film-${number}`, 400, false)),
    ];
    const { daemon } = await roll(1600, copies, [worker("film", "new-film-1", "new-film-2")]);
    expect(daemon.calls).toStrictEqual([
      "start new-film-1",
      "stop old-film-1",
      "start new-film-2",
      "stop old-film-2",
      "stop old-film-3",
    ]);
  });

  it("H9 refuse to overload the host, and nothing has started", async () => {
    const { daemon, error } = await roll(1299, two(), both);
    expect(error).toBe(
      "no room for a new container beside the former ones: film takes 400 MiB, and 399 MiB are left. The host has " +
        "1555 MiB, of which 256 MiB stay for the system; the stack's 3 running containers take 900 MiB. Deploy in two " +
        "steps: first what gets smaller or goes away, then the rest.",
    );
    expect(daemon.calls).toStrictEqual([]);
  });

  it("D2 H9 never take more than the room, start each once, and go back whole when one fails", async () => {
    const random = generator(7);
    const whole = (most: number) => 1 + Math.floor(random() * most);
    for (let round = 0; round < 60; round++) {
      const names = ["a", "b", "c", "d"].slice(0, whole(4));
      const size = Object.fromEntries(names.map((name) => [name, 100 * whole(6)]));
      const copies = Object.fromEntries(names.map((name) => [name, whole(3)]));
      const broken = random() < 0.3 ? `new-${names.at(-1)}-1` : "";
      const idsOf = (age: string) =>
        names.flatMap((name) => Array.from({ length: copies[name] ?? 0 }, (_, index) => `${age}-${name}-${index + 1}`));
      const all = (age: string, running: boolean) =>
        idsOf(age).map((id) => container(id, size[id.split("-")[1] ?? ""] ?? 0, running, id !== broken));
      const steady = all("old", true).reduce((sum, { memoryMiB }) => sum + memoryMiB, 0);
      const room = steady + Math.max(...Object.values(size)) + 100 * whole(5) - 100;
      const wanted = names.map((name) => worker(name, ...idsOf("new").filter((id) => id.startsWith(`new-${name}-`))));
      const { daemon, error } = await roll(room, [...all("old", true), ...all("new", false)], wanted);
      expect(daemon.fullestMiB).toBeLessThanOrEqual(room);
      if (broken) {
        expect(error).toContain("was not healthy");
        expect(daemon.running).toStrictEqual(idsOf("old").sort());
      } else {
        const started = daemon.calls.filter((call) => call.startsWith("start")).map((call) => call.slice(6));
        expect(started.sort()).toStrictEqual(idsOf("new").sort());
        expect(daemon.running).toEqual(expect.arrayContaining(idsOf("new")));
      }
    }
  });
});
