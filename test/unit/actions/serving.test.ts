// A stand-in for Docker says what runs and what a forwarder's record holds; that traffic goes there, the engine tests show.
import { describe, expect, it } from "vitest";
import { servingProxy } from "../../../actions/serving";
import { Daemon, type Played } from "./daemon";
import { playedProxy } from "./proxy";

const proxy = (id: string): Played => ({ id, service: "proxy", memoryMiB: 64, running: true });

/** A forwarder whose live release leads to a proxy. */
const leadingTo = (id: string): Played => ({
  ...playedProxy({ releases: { 1: ["gone"], 2: [id] }, live: "2", serves: ["2"] }),
  ...{ id: "forwarder", service: "forwarder" },
});

const serving = async (...containers: readonly Played[]) =>
  (await servingProxy(new Daemon(4096, containers).docker, "shop"))?.id;

describe("The proxy that requests reach", () => {
  it("is the only one that runs", async () => {
    expect(await serving(proxy("a"))).toBe("a");
    expect(await serving(proxy("a"), leadingTo("gone"))).toBe("a");
    expect(await serving()).toBeUndefined();
  });

  it("is, of two, the one that the forwarder leads to", async () => {
    expect(await serving(proxy("a"), proxy("b"), leadingTo("b"))).toBe("b");
    expect(await serving(proxy("a"), proxy("b"), leadingTo("a"))).toBe("a");
  });
});
