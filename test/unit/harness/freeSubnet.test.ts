import { describe, expect, it } from "vitest";
import { chooseSubnet } from "../../harness/freeSubnet";

describe("chooseSubnet", () => {
  it("passes over what is taken", () => {
    const values = [0, 0, 0, 1 / 256];
    expect(chooseSubnet(["10.128.0.0/24"], () => values.shift() ?? 0)).toBe("10.128.1.0/24");
  });

  it("says so when nothing is free", () => {
    expect(() => chooseSubnet(["10.0.0.0/8"], () => 0)).toThrow("no free /24 between 10.128.0.0 and 10.254.255.0");
  });
});
