import { describe, expect, it } from "vitest";
import { Undo } from "../../../actions/undo";

function transaction(...steps: readonly (string | [string, unknown])[]) {
  const [undo, done, said] = [new Undo(), [] as string[], [] as string[]];
  for (const step of steps) {
    const [what, failure] = typeof step === "string" ? [step, undefined] : step;
    undo.note(what, async () => {
      if (failure !== undefined) throw failure;
      done.push(what);
    });
  }
  return { undo, done, said, all: () => undo.all((line) => said.push(line)) };
}

describe("Undo", () => {
  it("D2 takes back in reverse order, and says what", async () => {
    const { done, said, all } = transaction("start the old one", "stop the new one");
    await all();
    expect(done).toStrictEqual(["stop the new one", "start the old one"]);
    expect(said).toStrictEqual(["stop the new one", "start the old one"]);
  });

  it("D3 goes on after a step that fails, and says why it did", async () => {
    const { done, said, all } = transaction("a", ["b", new Error("no such container")], ["c", "text"], "d");
    await all();
    expect(done).toStrictEqual(["d", "a"]);
    expect(said).toStrictEqual(["d", "c", "could not c: text", "b", "could not b: no such container", "a"]);
  });

  it("waits for each step before the next", async () => {
    const { undo, all, done } = transaction("first");
    undo.note("slow", async () => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      done.push("slow");
    });
    await all();
    expect(done).toStrictEqual(["slow", "first"]);
  });

  it("takes nothing back twice", async () => {
    const { done, all } = transaction("a");
    await all();
    await all();
    expect(done).toStrictEqual(["a"]);
  });

  it("has nothing to say when nothing was done", async () => {
    const { said, all } = transaction();
    await all();
    expect(said).toStrictEqual([]);
  });
});
