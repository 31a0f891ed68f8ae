import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { digestOf } from "../../../setup/engine/sources";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sources-"));
  mkdirSync(join(folder, "plugin"));
  writeFileSync(join(folder, "go.mod"), "module a\n");
  writeFileSync(join(folder, "plugin", "main.go"), "package main\n");
});

afterEach(() => rmSync(folder, { recursive: true }));

describe("digestOf", () => {
  it.each([
    ["an edited source", () => writeFileSync(join(folder, "plugin", "main.go"), "package main // edited\n")],
    ["another module version", () => writeFileSync(join(folder, "go.mod"), "module a\n\ngo 1.26\n")],
    ["a new source", () => writeFileSync(join(folder, "plugin", "more.go"), "package main\n")],
    ["a moved source", () => renameSync(join(folder, "plugin", "main.go"), join(folder, "main.go"))],
  ])("changes with %s", (_, change) => {
    const before = digestOf(folder);
    change();
    expect(digestOf(folder)).not.toBe(before);
  });

  it.each([
    ["a test", () => writeFileSync(join(folder, "plugin", "main_test.go"), "package main\n")],
    ["a text", () => writeFileSync(join(folder, "README.md"), "text\n")],
  ])("stays with %s", (_, change) => {
    const before = digestOf(folder);
    change();
    expect(digestOf(folder)).toBe(before);
  });
});
