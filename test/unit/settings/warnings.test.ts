import { describe, expect, it } from "vitest";
import { warningsOf } from "../../../settings/warnings";
import { depot } from "./depot";
import { patched } from "./patched";

const warnings = (worker: object) => warningsOf(patched(depot, { services: { worker } }));

describe("A warning", () => {
  it("Y4 tells of a worker that is killed before its longest task can end, with both figures", () => {
    expect(warnings({ longestTaskSeconds: 91 })).toStrictEqual([
      "worker is killed 90 s after it was told to stop, and a task of it may take 91 s: a deploy may cut one off. Raise " +
        "`stopGraceSeconds` of worker in systems/depot.ts to at least 91.",
    ]);
  });

  it("Y4 knows that Docker waits 10 s where a service says nothing", () => {
    expect(warnings({ stopGraceSeconds: null })[0]).toMatch(/^worker is killed 10 s after .* may take 60 s/);
  });

  it.each([
    {},
    { longestTaskSeconds: 90 },
    { longestTaskSeconds: null, stopGraceSeconds: 1 },
  ])("Y4 is not needed for %j", (worker) => {
    expect(warnings(worker)).toStrictEqual([]);
  });
});
