import { describe, expect, it } from "vitest";
import { placesOf, streamHolds } from "../../harness/occurrences";

async function* chunks(...texts: string[]): AsyncIterable<Buffer> {
  for (const text of texts) yield Buffer.from(text);
}

describe("The search for values", () => {
  it("names the texts that hold one", () => {
    expect(placesOf(["one", "two"], { a: "nothing", b: "x two", c: "one", d: "" })).toStrictEqual(["b", "c"]);
  });

  it("finds one in a stream, also across the pieces that it comes in", async () => {
    expect(await streamHolds(chunks("....sec", "ret...."), ["other", "secret"])).toBe(true);
    expect(await streamHolds(chunks("s", "e", "c", "r", "e", "t"), ["secret"])).toBe(true);
    expect(await streamHolds(chunks("....sec", "r et..."), ["other", "secret"])).toBe(false);
  });
});
