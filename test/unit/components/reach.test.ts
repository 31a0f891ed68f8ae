// Mocks tell a preview from an update; the sockets are real.
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { whenReachable } from "../../../components/reach";
import { folder, listening } from "../fixture";

const engine = (preview: boolean) =>
  pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "roadstead", "s", preview);

afterEach(() => vi.restoreAllMocks());

describe("A Docker host", () => {
  it("H9 says its size", async () => {
    await engine(false);
    const size = { memoryMiB: 24_105, cpus: 2 };
    expect(await whenReachable(await listening(size))).toStrictEqual(size);
  });

  it("D3 stops an update that cannot reach it, before anything has changed", async () => {
    await engine(false);
    const address = `unix://${join(folder(), "none.sock")}`;
    await expect(whenReachable(address)).rejects.toThrow(
      new RegExp(
        `^the Docker host ${address} cannot be reached: connect ENOENT .*\\. Nothing was changed\\. ` +
          "Start it, or set `roadstead:host`\\.$",
      ),
    );
  });

  it("Y1 lets a preview go on without it, and says so", async () => {
    await engine(true);
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const address = `unix://${join(folder(), "none.sock")}`;
    expect(await whenReachable(address)).toBeUndefined();
    expect(warn.mock.calls).toStrictEqual([
      [
        expect.stringMatching(
          /^the Docker host unix:.* cannot be reached: .*\. The plan below comes from the state file alone; `up` will refuse\.$/,
        ),
      ],
    ]);
  });
});
