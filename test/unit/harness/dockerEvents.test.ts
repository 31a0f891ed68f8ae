import { describe, expect, it } from "vitest";
import { nanoseconds, parseEvent } from "../../harness/dockerEvents";

describe("parseEvent", () => {
  it("keeps all nanoseconds of the daemon's time", () => {
    const line =
      '{"status":"die","id":"f00","from":"sha256:1","Type":"container","Action":"die","Actor":{"ID":"f00","Attributes":{"exitCode":"0","name":"bot-1-12ab","roadstead.service":"bot","roadstead.stack":"local"}},"scope":"local","time":1795265194,"timeNano":1795265194175579251}';
    expect(parseEvent(line)).toEqual({
      at: 1795265194175579251n,
      action: "die",
      container: "f00",
      name: "bot-1-12ab",
      service: "bot",
    });
  });

  it("passes over an empty line", () => {
    expect(parseEvent("")).toBeUndefined();
  });
});

describe("nanoseconds", () => {
  it.each([
    ["1970-01-01T00:00:01.000000002Z", 1_000_000_002n],
    ["1970-01-01T00:00:01.5Z", 1_500_000_000n],
    ["1970-01-01T00:00:01Z", 1_000_000_000n],
    ["1970-01-01T01:00:01.25+01:00", 1_250_000_000n],
  ])("%s is %s", (time, expected) => {
    expect(nanoseconds(time)).toBe(expected);
  });
});
