import { describe, expect, it } from "vitest";
import { proxyAddress } from "../../../systems/proxyAddress";

describe("The proxy's address", () => {
  it.each([
    ["10.210.0.0/24", "10.210.0.128"],
    ["192.168.7.0/24", "192.168.7.128"],
  ])("is the first of the upper half of %s: %s", (subnet, address) => {
    expect(proxyAddress(subnet)).toBe(address);
  });
});
