import { describe, expect, it } from "vitest";
import { type ContainerEvent, overlaps, runIntervals } from "../../harness/overlaps";

/** `12 start a` is container a of the service bot starting after 12 ms; `api` after that names another service. */
function events(...lines: string[]): ContainerEvent[] {
  return lines.map((line) => {
    const [time, action = "", container = "", service = "bot"] = line.split(" ");
    return { at: BigInt(time ?? 0) * 1_000_000n, action, container, name: `bot-${container}`, service };
  });
}

describe("overlaps", () => {
  it.each([
    ["one after the other", ["1 start a", "5 die a", "6 start b"], []],
    ["one from the very instant that the other ends", ["1 start a", "5 die a", "5 start b"], []],
    [
      "two at one time",
      ["1 start a", "5 start b", "8 die a", "9 die b"],
      [{ first: "bot-a", second: "bot-b", from: 5_000_000n, milliseconds: 3 }],
    ],
    [
      "two that never ended",
      ["1 start a", "5 start b", "7 health_status b"],
      [{ first: "bot-a", second: "bot-b", from: 5_000_000n, milliseconds: 2 }],
    ],
    [
      "one within the other",
      ["1 start a", "5 start b", "6 die b", "9 die a"],
      [{ first: "bot-a", second: "bot-b", from: 5_000_000n, milliseconds: 1 }],
    ],
    ["another service beside it", ["1 start a", "5 start b api", "9 die a"], []],
    ["a container that restarts", ["1 start a", "5 die a", "6 start a", "9 die a"], []],
    ["created but not started", ["1 start a", "2 create b", "5 die a", "6 start b"], []],
    ["events out of order", ["6 start b", "5 die a", "1 start a"], []],
  ])("%s", (_, lines, expected) => {
    expect(overlaps(events(...lines), "bot")).toEqual(expected);
  });
});

describe("runIntervals", () => {
  it("ends an interval at the next start when the end was not told, as after a restart of the daemon", () => {
    const intervals = runIntervals(events("1 start a", "5 start a", "6 start c api", "9 die a"), "bot");
    expect(intervals.map(({ from, to }) => [from, to])).toEqual([
      [1_000_000n, 5_000_000n],
      [5_000_000n, 9_000_000n],
    ]);
  });
});
