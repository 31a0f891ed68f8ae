import { describe, expect, it } from "vitest";
import { overlap } from "../../../setup/subnets";

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
