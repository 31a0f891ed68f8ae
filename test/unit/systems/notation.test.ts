import { describe, expect, it } from "vitest";
import { cpuNotation, durationNotation } from "../../../systems/notation";

describe("A number of processors", () => {
  // Right-hand side: what the provider's own nanoInt64ToDecimalString prints for these billionths, run in Go.
  it.each([
    [0.1, "0.1"],
    [0.125, "0.125"],
    [0.25, "0.25"],
    [0.333333333, "0.333333333"],
    [0.5, "0.5"],
    [0.75, "0.75"],
    [1, "1.0"],
    [1.05, "1.05"],
    [1.5, "1.5"],
    [2, "2.0"],
    [4, "4.0"],
    [8, "8.0"],
    [10, "10."],
    [10.5, "10.5"],
    [16, "16.0"],
    [20, "20."],
    [100, "100."],
  ])("M5 %d is written as the provider reads it back: %s", (cpus, notation) => {
    expect(cpuNotation(cpus)).toBe(notation);
    expect(Number(notation)).toBe(cpus);
  });
});

describe("Seconds", () => {
  // Right-hand side: what Go's time.Duration prints.
  it.each([
    [0, "0s"],
    [1, "1s"],
    [10, "10s"],
    [59, "59s"],
    [60, "1m0s"],
    [61, "1m1s"],
    [90, "1m30s"],
    [3599, "59m59s"],
    [3600, "1h0m0s"],
    [3661, "1h1m1s"],
    [86400, "24h0m0s"],
  ])("%i are written as Go prints them: %s", (seconds, notation) => {
    expect(durationNotation(seconds)).toBe(notation);
  });
});
