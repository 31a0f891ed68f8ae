import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Advice, main, megabytes, seconds, step } from "../../../setup/progress";

let said = "";

beforeEach(() => {
  said = "";
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    said += text;
    return true;
  });
});

afterEach(() => {
  process.exitCode = undefined;
  vi.restoreAllMocks();
});

describe("A step", () => {
  it("says its details and how long it took, and gives what its work gives", async () => {
    const result = await step("base images", async (say) => {
      say("postgres:15");
      return 4;
    });
    expect(result).toBe(4);
    expect(said).toMatch(/^ {2}base images: postgres:15\nbase images \.\.\. done in \d+\.\d s\n$/);
  });

  it("is not done when its work fails", async () => {
    await expect(step("deploy", () => Promise.reject(new Advice("it failed")))).rejects.toThrow("it failed");
    expect(said).not.toContain("done");
  });
});

describe("A script", () => {
  it("says nothing of its own when all goes well", async () => {
    await main(async () => {});
    expect([said, process.exitCode]).toStrictEqual(["", undefined]);
  });

  it("ends by an advice with its message alone", async () => {
    await main(() => Promise.reject(new Advice("start Docker first")));
    expect([said, process.exitCode]).toStrictEqual(["start Docker first\n", 1]);
  });

  it("ends by any other failure with the place where it came about", async () => {
    await main(() => Promise.reject(new Error("unforeseen")));
    expect(said).toMatch(/^Error: unforeseen\n {4}at .*progress\.test\.ts/);
    expect(process.exitCode).toBe(1);
  });
});

describe("Amounts", () => {
  it.each([
    [0, "0.0 s"],
    [1250, "1.3 s"],
    [61_000, "61.0 s"],
  ])("%i milliseconds are %s", (milliseconds, text) => {
    expect(seconds(milliseconds)).toBe(text);
  });

  it.each([
    [0, "0.0 MB"],
    [57_000_000, "57.0 MB"],
    [1_234_567, "1.2 MB"],
  ])("%i bytes are %s", (bytes, text) => {
    expect(megabytes(bytes)).toBe(text);
  });
});
