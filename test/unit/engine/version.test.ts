import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fits, pinned, required } from "../../../setup/engine/version";
import { root } from "../../../setup/paths";

describe("the version that the project needs", () => {
  it.each([
    ["v3.250.0", ">=3.245.0", true],
    ["3.245.0\n", ">=3.245.0", true],
    ["v3.244.9", ">=3.245.0", false],
    ["v4.0.0", ">=3.245.0 <4.0.0", false],
    ["", ">=3.245.0", false],
    ["command not found", ">=3.245.0", false],
  ])("%j in %s: %s", (printed, range, expected) => {
    expect(fits(printed, range)).toBe(expected);
  });

  it("is met by the version that is downloaded or built", () => {
    expect(fits(pinned, required())).toBe(true);
  });

  it("is the one that the engine's Go module requires", () => {
    const module = readFileSync(join(root, "engine", "go.mod"), "utf8");
    const versions = [...module.matchAll(/pulumi\/pulumi\/(?:pkg|sdk)\/v3 v(\S+)/g)].map(([, version]) => version);
    expect(versions).toEqual([pinned, pinned]);
  });
});
