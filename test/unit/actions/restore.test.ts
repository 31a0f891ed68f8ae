// A stand-in for Docker says what runs; that a killed deploy leaves a host like this, the engine tests show.
import { describe, expect, it } from "vitest";
import { restoreWorkers } from "../../../actions/restore";
import { Daemon, type Played } from "./daemon";
import { playedProxy } from "./proxy";

const played = (id: string, running: boolean): Played => ({
  id,
  service: id.split("-")[1] ?? "",
  memoryMiB: 100,
  running,
});

const proxy = playedProxy({
  releases: {
    1: ["old-film-1", "old-clock-1", "old-api-1"],
    2: ["new-film-1", "new-clock-1", "new-mail-1", "old-api-1"],
  },
  live: "1",
  serves: ["1"],
});

async function restore(...containers: readonly Played[]): Promise<Daemon> {
  const daemon = new Daemon(4096, [proxy, ...containers]);
  const workers = ["film", "clock", "mail"].map((service) => ({ service, stopGraceSeconds: 10 }));
  await restoreWorkers(daemon.docker, { stack: "shop", workers }, daemon.docker.getContainer("proxy"));
  return daemon;
}

describe("The workers of the live release", () => {
  it("D2 H9 are left alone when all of them run, with what runs beside them", async () => {
    const containers = [played("old-film-1", true), played("new-film-1", true), played("old-clock-1", true)];
    expect((await restore(...containers)).calls).toStrictEqual([]);
  });

  it("D2 H9 start again where a killed cutover has stopped them, after what it had started has stopped", async () => {
    const containers = [
      ...[played("old-film-1", false), played("new-film-1", true)],
      ...[played("old-clock-1", false), played("new-clock-1", true)],
    ];
    const { calls, fullestMiB } = await restore(...containers);
    expect(calls).toStrictEqual(["stop new-film-1", "start old-film-1", "stop new-clock-1", "start old-clock-1"]);
    expect(fullestMiB).toBe(264);
  });

  it("D2 leave services alone that the live release does not have, or whose containers are gone", async () => {
    const { calls } = await restore(
      played("new-mail-1", true),
      played("new-clock-1", true),
      played("old-api-1", false),
    );
    expect(calls).toStrictEqual([]);
  });
});
