import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findChromium } from "../../../setup/chromium";

describe("findChromium", () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "roadstead-chromium-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(path: string, mode = 0o755): string {
    const file = join(folder, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "");
    chmodSync(file, mode);
    return file;
  }

  const path = (...names: string[]) => names.map((name) => join(folder, name)).join(":");

  it("takes what CHROMIUM names before what PATH has", () => {
    const named = program("own/browser");
    program("bin/chromium");
    expect(findChromium({ CHROMIUM: named, PATH: path("bin") })).toBe(named);
  });

  it("takes Chromium before Chrome, wherever on PATH each is", () => {
    program("first/google-chrome");
    const chromium = program("second/chromium");
    expect(findChromium({ PATH: path("first", "second") })).toBe(chromium);
  });

  it("passes over what cannot be run, and finds nothing where nothing is", () => {
    program("bin/chromium", 0o644);
    expect(findChromium({ PATH: path("bin") })).toBeUndefined();
    expect(findChromium({})).toBeUndefined();
  });

  it("refuses a CHROMIUM that is no program, and says what to do", () => {
    expect(() => findChromium({ CHROMIUM: "/none/such" })).toThrow(
      "CHROMIUM is /none/such, which is no program. Set CHROMIUM to the path of a Chromium or Chrome",
    );
  });
});
