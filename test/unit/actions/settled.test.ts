import { describe, expect, it } from "vitest";
import { settled } from "../../../actions/settled";

async function later(milliseconds: number, then: () => void): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  then();
}

describe("Work that goes on side by side", () => {
  it("D2 has ended, all of it, before the first failure is told", async () => {
    const done: string[] = [];
    const failed = later(1, () => {
      throw new Error("first");
    });
    const all = settled([failed, later(20, () => done.push("slow")), later(5, () => done.push("fast"))]);
    await expect(all).rejects.toThrow("first");
    expect(done).toStrictEqual(["fast", "slow"]);
  });

  it("is done when there is none", async () => {
    await expect(settled([])).resolves.toBeUndefined();
  });
});
