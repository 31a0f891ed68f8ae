import { describe, expect, it } from "vitest";
import { Pace } from "../../harness/load/pace";

describe("The pace of a load", () => {
  it("is the rate that was asked for, and catches up with what is late", () => {
    const pace = new Pace(500);
    expect(pace.lateness(0)).toBe(0);
    pace.sent();
    expect(pace.lateness(0)).toBe(-2);
    expect(pace.lateness(5)).toBe(3);
    pace.sent();
    expect([pace.lateness(5), pace.held, pace.rate]).toEqual([1, 0, 500]);
  });

  it("goes down by steps where it is held, to 0.4 of what was asked for, and does not catch up", () => {
    const pace = new Pace(100);
    pace.hold(1000);
    expect([pace.lateness(1000), pace.held, pace.rate]).toEqual([0, 1000, 95]);
    pace.hold(1050);
    expect([pace.held, pace.rate]).toEqual([1050, 95]);
    for (let now = 1100; now < 10_000; now += 100) pace.hold(now);
    expect(pace.rate).toBe(40);
  });

  it("comes back when it has not been held for a second, and no further than what was asked for", () => {
    const pace = new Pace(100);
    pace.hold(1000);
    pace.lateness(1999);
    expect(pace.rate).toBe(95);
    pace.lateness(2000);
    expect(pace.rate).toBeCloseTo(99.75);
    pace.lateness(3000);
    expect(pace.rate).toBe(100);
  });
});
