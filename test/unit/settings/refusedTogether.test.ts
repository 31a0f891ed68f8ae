import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../settings/parse";
import { completeDepot, depot } from "./depot";
import { patched } from "./patched";
import { refusal } from "./refusal";

interface Row {
  readonly name: string;
  readonly stack?: string;
  /** What differs from the depot. */
  readonly system?: object;
  /** What differs from a complete stack file of it. */
  readonly config?: object;
  readonly message: string;
}

const rows: Row[] = parse(readFileSync(join(__dirname, "refusedTogether.yaml"), "utf8"));

describe("A stack that is refused for what its parts ask of each other", () => {
  it.each(rows)("$name", ({ stack = "staging", system = {}, config = {}, message }) => {
    const systems = { depot: patched(depot, system) };
    expect(refusal(() => parseSettings(stack, patched(completeDepot, config), { systems }))).toBe(message);
  });

  it("shows no secret value in any message", () => {
    for (const { message } of rows) expect(message).not.toMatch(/hunter2|5eed|change-me-in/);
  });

  it("is not refused without what differs", () => {
    const systems = { depot };
    for (const stack of ["staging", "prod", "local"])
      expect(refusal(() => parseSettings(stack, completeDepot, { systems }))).toBe("not refused");
  });
});
