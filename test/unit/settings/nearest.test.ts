import { describe, expect, it } from "vitest";
import { nearest, slips } from "../../../settings/nearest";

describe("Slips between two words", () => {
  it.each([
    ["", "", 0],
    ["api", "api", 0],
    ["", "api", 3],
    ["api", "", 3],
    ["api", "apis", 1],
    ["replica", "replicas", 1],
    ["api", "aip", 1],
    ["htpp", "http", 1],
    ["kitten", "sitting", 3],
    ["postgres", "redis", 7],
  ])("from %j to %j: %i", (from, to, count) => {
    expect(slips(from, to)).toBe(count);
    expect(slips(to, from)).toBe(count);
  });
});

describe("The nearest word", () => {
  const services = ["api", "bot", "celery_worker", "celery_beat", "postgres", "redis"];

  it.each([
    ["aip", "api"],
    ["API", "api"],
    ["worker", undefined],
    ["celery-worker", "celery_worker"],
    ["celery_baet", "celery_beat"],
    ["postgress", "postgres"],
    ["website", undefined],
    ["", undefined],
  ])("to %j is %j", (word, candidate) => {
    expect(nearest(word, services)).toBe(candidate);
  });

  it("is none among none", () => {
    expect(nearest("api", [])).toBeUndefined();
  });
});
