import { describe, expect, it } from "vitest";
import { entranceAddress, proxyAddresses } from "../../../systems/entrance";

describe("The entrance of a stack", () => {
  it.each([
    ["10.210.0.0/24", "10.210.0.128"],
    ["192.168.7.0/24", "192.168.7.128"],
  ])("is the first of the upper half of %s: %s", (subnet, address) => {
    expect(entranceAddress(subnet)).toBe(address);
    expect(proxyAddresses(subnet, false)).toStrictEqual([address]);
  });

  it("is the forwarder's where one stands before the proxy, which has one of two others", () => {
    expect(proxyAddresses("10.210.0.0/24", true)).toStrictEqual(["10.210.0.253", "10.210.0.254"]);
  });
});
