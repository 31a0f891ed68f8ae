import { describe, expect, it } from "vitest";
import { chooseSubnet, overlap } from "../../harness/freeSubnet";

describe("overlap", () => {
  it.each([
    ["10.1.2.0/24", "10.1.2.0/24", true],
    ["10.1.2.0/24", "10.1.0.0/16", true],
    ["10.1.2.0/24", "10.1.2.129/32", true],
    ["10.1.2.0/24", "10.1.3.0/24", false],
    ["10.1.2.0/24", "0.0.0.0/0", true],
    ["10.1.2.0/24", "fd00::/8", false],
  ])("%s and %s: %s", (a, b, expected) => {
    expect(overlap(a, b)).toBe(expected);
  });
});

describe("chooseSubnet", () => {
  it("passes over what is taken", () => {
    const values = [0, 0, 0, 1 / 256];
    expect(chooseSubnet(["10.128.0.0/24"], () => values.shift() ?? 0)).toBe("10.128.1.0/24");
  });

  it("says so when nothing is free", () => {
    expect(() => chooseSubnet(["10.0.0.0/8"], () => 0)).toThrow("no free /24 between 10.128.0.0 and 10.254.255.0");
  });
});
