import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { pruneBuilt } from "../../../setup/engine/prune";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "engines-"));
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("pruneBuilt", () => {
  it("keeps the engine just built, the newest two others, releases and everything else", () => {
    const built = ["a1", "b2", "c3", "d4"].map((digest) => `v3.250.0-built-${digest}`);
    const names = [...built, "v3.245.0", "v3.250.0-built-e5.draft", "workspaces"];
    for (const [age, name] of names.entries()) {
      mkdirSync(join(folder, name));
      utimesSync(join(folder, name), 1_000 - age, 1_000 - age);
    }
    pruneBuilt(folder, join(folder, "v3.250.0-built-d4"));
    expect(readdirSync(folder).sort()).toEqual(names.filter((name) => !name.endsWith("-c3")).sort());
  });
});
