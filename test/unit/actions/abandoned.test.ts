// A stand-in for Docker says what runs and what the proxy serves; that a failed deploy leaves such containers, the engine tests
// show.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { stopAbandoned } from "../../../actions/abandoned";
import type { Wanted } from "../../../actions/takeover";
import { folder } from "../fixture";
import { Daemon, type Played } from "./daemon";
import { type PlayedProxy, playedProxy } from "./proxy";

const api = (release: string, number = 1, running = true): Played => ({
  id: `${release}-${number}`,
  service: "api",
  memoryMiB: 100,
  running,
  release,
});

const wanted: Wanted = {
  service: "api",
  containers: ["new-1", "new-2"],
  health: { test: ["CMD", "true"], timeoutSeconds: 1, budgetSeconds: 1 },
  stopGraceSeconds: 10,
};

const releases = { 1: ["old-1", "old-2"], 2: ["other-1", "other-2"] };
const serving: PlayedProxy = { releases, live: "1", serves: ["1"] };

async function after(proxies: readonly PlayedProxy[], ...containers: readonly Played[]): Promise<string[]> {
  const daemon = new Daemon(4096, [...proxies.map(playedProxy), ...containers]);
  await stopAbandoned(daemon.docker, "shop", wanted);
  return daemon.calls.sort();
}

describe("Containers behind the proxy that never came to serve", () => {
  beforeAll(() => {
    vi.spyOn(process, "cwd").mockReturnValue(folder());
  });
  afterAll(() => void vi.restoreAllMocks());

  it("H9 stop before a further release starts, with all their copies", async () => {
    const containers = [api("old"), api("old", 2), api("failed"), api("failed", 2), api("worse"), api("new")];
    expect(await after([serving], ...containers)).toStrictEqual(["stop failed-1", "stop failed-2", "stop worse-1"]);
  });

  it("H3 are never those that serve, though one of them is new to the proxy", async () => {
    expect(await after([serving], api("old", 1), api("old", 3), api("failed"))).toStrictEqual(["stop failed-1"]);
  });

  it("H3 are neither what is served nor what is live, where a deploy was killed on the point of a reload", async () => {
    const between = { ...serving, live: "2" };
    expect(await after([between], api("old"), api("other"), api("failed"))).toStrictEqual(["stop failed-1"]);
  });

  it.each<[string, PlayedProxy[], Played[]]>([
    ["only one release runs", [serving], [api("old"), api("old", 2), api("new"), api("failed", 1, false)]],
    ["the proxy does not say what it serves", [{ ...serving, serves: [] }], [api("old"), api("failed")]],
    ["no proxy runs", [], [api("old"), api("failed")]],
  ])("stay while %s", async (_, proxies, containers) => {
    expect(await after(proxies, ...containers)).toStrictEqual([]);
  });
});
