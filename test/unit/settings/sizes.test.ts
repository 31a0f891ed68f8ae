import { describe, expect, it } from "vitest";
import { sizeInBytes } from "../../../settings/sizes";

describe("A size in Docker's notation", () => {
  it.each<[unknown, number | undefined]>([
    ["1048576", 1_048_576],
    [1_048_576, 1_048_576],
    ["100b", 100],
    ["64k", 65_536],
    ["512m", 536_870_912],
    ["512M", 536_870_912],
    ["512mb", 536_870_912],
    ["512 MiB", 536_870_912],
    ["1.5g", 1_610_612_736],
    ["2G", 2_147_483_648],
    ["0", 0],
    ["", undefined],
    ["m", undefined],
    ["-1m", undefined],
    ["1e3", undefined],
    ["512 megabytes", undefined],
    ["1,5g", undefined],
    ["1t", undefined],
    ["0.3k", undefined],
    [1.5, undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [null, undefined],
    [true, undefined],
    [["512m"], undefined],
    ["99999999999g", undefined],
  ])("%j is %j bytes", (size, bytes) => {
    expect(sizeInBytes(size)).toBe(bytes);
  });
});
