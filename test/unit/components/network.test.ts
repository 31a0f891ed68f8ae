// Mocks show what the engine is asked for; that Docker really keeps out of the upper half, only a daemon shows.
import { describe, expect, it } from "vitest";
import { lowerHalf } from "../../../components/network";
import { listed, only, program, valueOf } from "../fixture";

async function network(args: { stack: string; subnet?: string }) {
  return program(async (opts) => {
    const { Network } = await import("../../../components/network");
    return new Network("internal", args, opts);
  });
}

describe("Network", () => {
  it("lets Docker hand out the lower half of its subnet only", async () => {
    const { resources } = await network({ stack: "staging", subnet: "10.210.0.0/24" });
    expect(only(resources, "docker:index/network:Network", "internal").inputs).toStrictEqual({
      name: "staging_internal",
      labels: [{ label: "roadstead.stack", value: "staging" }],
      ipamConfigs: [{ subnet: "10.210.0.0/24", ipRange: "10.210.0.0/25" }],
    });
  });

  it("leaves all addresses to Docker when it has no subnet", async () => {
    const { resources } = await network({ stack: "local" });
    expect(only(resources, "docker:index/network:Network", "internal").inputs).toStrictEqual({
      name: "local_internal",
      labels: [{ label: "roadstead.stack", value: "local" }],
    });
  });

  it("is one Docker network under one component, known by Docker's name", async () => {
    const { resources, result } = await network({ stack: "local" });
    expect(listed(resources)).toStrictEqual([
      "docker:index/network:Network::internal",
      "roadstead:index:Network::internal",
    ]);
    expect(only(resources, "docker:index/network:Network", "internal").options).toStrictEqual({
      parent: "roadstead:index:Network::internal",
    });
    expect(await valueOf(result.dockerName)).toBe("local_internal");
  });

  it.each([
    ["10.210.0.0/24", "10.210.0.0/25"],
    ["192.168.24.0/24", "192.168.24.0/25"],
  ])("halves %s to %s", (subnet, half) => {
    expect(lowerHalf(subnet)).toBe(half);
  });
});
