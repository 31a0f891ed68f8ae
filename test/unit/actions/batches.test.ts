import { describe, expect, it } from "vitest";
import { batches, NoRoom, type Step, takenBy } from "../../../actions/batches";
import { generator } from "../fixture";

const step = (service: string, takesMiB: number, givesMiB = takesMiB): Step => ({
  service,
  container: `new-${service}`,
  takesMiB,
  replaces: givesMiB > 0 ? [`old-${service}`] : [],
  givesMiB,
});

const named = (found: readonly Step[][]) => found.map((batch) => batch.map(({ service }) => service).join(" "));

describe("Batches", () => {
  it.each<[string, Step[], number, string[]]>([
    ["are none without steps", [], 0, []],
    ["are one when all have room", [step("a", 100), step("b", 200)], 300, ["a b"]],
    ["are two when one mebibyte is missing", [step("a", 100), step("b", 200)], 299, ["a", "b"]],
    ["are as few as there is room for", [step("a", 100), step("b", 100), step("c", 100)], 200, ["a b", "c"]],
    ["keep the order of equals", [step("c", 100), step("a", 100), step("b", 100)], 100, ["c", "a", "b"]],
    ["begin with what gives more than it takes", [step("a", 400, 100), step("b", 100, 400)], 100, ["b", "a"]],
    ["use the room of what was replaced", [step("a", 500, 0), step("b", 100, 600)], 100, ["b", "a"]],
    ["of takers begin with what gives most", [step("a", 300, 100), step("b", 300, 200)], 300, []],
    ["take what runs already though there is no room", [step("a", 0, 0), step("b", 0, 100)], -50, ["a", "b"]],
  ])("H9 %s", (_, steps, room, expected) => {
    if (expected.length === 0 && steps.length > 0) return expect(() => batches(steps, room)).toThrow(NoRoom);
    expect(named(batches(steps, room))).toStrictEqual(expected);
  });

  it("H9 are refused for a container that never has room, with what was left", () => {
    const steps = [step("a", 100, 300), step("b", 700, 0)];
    expect(() => batches(steps, 400)).toThrow("b takes 700 MiB, and 600 MiB are left");
  });

  it("H9 never take more than there is room for, take each step once, and are found where any order has room", () => {
    const random = generator(4);
    const whole = (most: number) => Math.floor(random() * (most + 1));
    const outcomes = { found: 0, refused: 0 };
    for (let round = 0; round < 3000; round++) {
      const steps = Array.from({ length: whole(5) }, (_, index) => step(`${index}`, 10 * whole(20), 10 * whole(20)));
      const room = 10 * whole(40);
      if (!possible(steps, room)) {
        expect(() => batches(steps, room)).toThrow(NoRoom);
        outcomes.refused++;
        continue;
      }
      const found = batches(steps, room);
      expect(
        found
          .flat()
          .map(({ service }) => service)
          .sort(),
      ).toStrictEqual(steps.map(({ service }) => service));
      let left = room;
      for (const batch of found) {
        expect(takenBy(batch)).toBeLessThanOrEqual(left);
        left += batch.reduce((sum, { takesMiB, givesMiB }) => sum + givesMiB - takesMiB, 0);
      }
      outcomes.found++;
    }
    expect(Math.min(outcomes.found, outcomes.refused)).toBeGreaterThan(300);
  });
});

/** Whether the steps can be taken one after the other in some order. */
function possible(steps: readonly Step[], room: number): boolean {
  if (steps.length === 0) return true;
  return steps.some((next) => {
    const rest = steps.filter((other) => other !== next);
    return next.takesMiB <= room && possible(rest, room - next.takesMiB + next.givesMiB);
  });
}
