import { describe, expect, it } from "vitest";
import { planOf, schedule } from "../../harness/load/plan";

describe("planOf", () => {
  it.each([
    "http://127.0.0.1:8080",
    "http://127.9.9.9:1",
    "http://localhost:8080",
    "http://[::1]:8080",
  ])("accepts %s", (url) => {
    expect(planOf({ url }).url).toBe(url);
  });

  it.each([
    "http://10.0.0.1:8080",
    "ftp://127.0.0.1",
    "http://127.0.0.1.example.com",
    "http://example.com:80",
  ])("refuses %s", (url) => {
    expect(() => planOf({ url })).toThrow(
      `a load may only go to this machine, not to ${url}; expected for example http://127.0.0.1:8080`,
    );
  });

  it("refuses a load without bound", () => {
    expect(() => planOf({ url: "http://127.0.0.1", seconds: Number.POSITIVE_INFINITY })).toThrow(
      "`seconds` of a load is Infinity; expected a positive, finite number",
    );
  });

  it("refuses a mix of nothing", () => {
    expect(() => planOf({ url: "http://127.0.0.1", mix: { "GET new": 0 } })).toThrow("gives no stream a share");
  });
});

describe("schedule", () => {
  it("spreads the streams evenly by their shares", () => {
    const turns = schedule({ "GET kept": 3, "POST new": 1 });
    const first = Array.from({ length: 8 }, () => turns.next().value);
    expect(first).toEqual([
      "GET kept",
      "GET kept",
      "POST new",
      "GET kept",
      "GET kept",
      "GET kept",
      "POST new",
      "GET kept",
    ]);
  });
});
