// Mocks show the provider's inputs; that it reaches a daemon with them, only the real engine shows.
import { describe, expect, it } from "vitest";
import { listed, listening, only, program, valueOf } from "../fixture";

describe("Host", () => {
  it("is a provider for the daemon's address, once something listens there", async () => {
    const address = await listening();
    const { resources, result } = await program(async (opts) => {
      const { Host } = await import("../../../components/host");
      return new Host("host", { address }, opts);
    });
    expect(listed(resources)).toStrictEqual(["pulumi:providers:docker::host", "roadstead:index:Host::host"]);
    const provider = only(resources, "pulumi:providers:docker", "host");
    expect(provider.inputs).toStrictEqual({ host: address });
    expect(provider.options).toStrictEqual({ parent: "roadstead:index:Host::host" });
    expect(await valueOf(result.address)).toBe(address);
  });
});
