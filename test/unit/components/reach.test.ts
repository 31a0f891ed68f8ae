// Mocks tell a preview from an update; the sockets are real.
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it, vi } from "vitest";
import { endpointOf, whenReachable } from "../../../components/reach";
import { folder, listening } from "../fixture";

const engine = (preview: boolean) =>
  pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) }, "roadstead", "s", preview);

afterEach(() => vi.restoreAllMocks());

describe("A Docker host", () => {
  it("is known by its address once something listens there", async () => {
    await engine(false);
    const address = await listening();
    expect(await whenReachable(address)).toBe(address);
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
    expect(await whenReachable(address)).toBe(address);
    expect(warn.mock.calls).toStrictEqual([
      [
        expect.stringMatching(
          /^the Docker host unix:.* cannot be reached: .*\. The plan below comes from the state file alone; `up` will refuse\.$/,
        ),
      ],
    ]);
  });

  it.each([
    ["unix:///var/run/docker.sock", { path: "/var/run/docker.sock" }],
    ["ssh://deploy@staging.example.com", { host: "staging.example.com", port: 22 }],
    ["ssh://deploy@10.0.0.7:2222", { host: "10.0.0.7", port: 2222 }],
    ["tcp://10.0.0.7:2375", { host: "10.0.0.7", port: 2375 }],
    ["tcp://docker", { host: "docker", port: 2375 }],
  ])("%s listens at %j", (address, endpoint) => {
    expect(endpointOf(address)).toStrictEqual(endpoint);
  });
});
