import { describe, expect, it } from "vitest";
import { type Part, peakOf } from "../../../systems/fit";
import { type Change, changed, type Resource, remediesFor } from "../../../systems/remedies";
import { generator } from "../fixture";

const part = (name: string, memoryMiB: number, change: Partial<Part> = {}, cpus = 1): Part => ({
  name,
  limits: { memoryMiB, cpus },
  replicas: 1,
  beside: "none",
  ...change,
});

const memory = (name: string, from: number, to: number): Change => ({ part: name, setting: "memoryMiB", from, to });
const cpus = (name: string, from: number, to: number): Change => ({ part: name, setting: "cpus", from, to });
const copies = (name: string, from: number, to: number): Change => ({ part: name, setting: "replicas", from, to });

describe("Remedies", () => {
  it.each<[string, Part[], Resource, number, Change[][]]>([
    ["lower one limit, no further than needed", [part("a", 6144)], "memoryMiB", 5000, [[memory("a", 6144, 4864)]]],
    [
      "name the change first that takes the smallest share",
      [part("a", 1024), part("b", 2048)],
      "memoryMiB",
      2600,
      [[memory("b", 2048, 1536)], [memory("a", 1024, 512)]],
    ],
    [
      "count a limit as often as it has copies",
      [part("api", 1024, { replicas: 2, beside: "all" })],
      "memoryMiB",
      3600,
      [[memory("api", 1024, 896)], [copies("api", 2, 1)]],
    ],
    [
      "take one replica away, or more where one is not enough",
      [part("api", 1024, { replicas: 6 }), part("b", 64)],
      "memoryMiB",
      4096,
      [[memory("api", 1024, 640)], [copies("api", 6, 3)]],
    ],
    [
      "know that the largest worker alone counts twice",
      [part("a", 1024, { beside: "batches" }), part("b", 960, { beside: "batches" })],
      "memoryMiB",
      2900,
      [[memory("a", 1024, 960)], [memory("b", 960, 832)]],
    ],
    [
      "name no more than three",
      ["a", "b", "c", "d"].map((name) => part(name, 512)),
      "memoryMiB",
      2000,
      [[memory("a", 512, 448)], [memory("b", 512, 448)], [memory("c", 512, 448)]],
    ],
    [
      "lower the largest limits together where no single change is enough",
      [part("a", 64), part("b", 2048), part("c", 1024)],
      "memoryMiB",
      1984,
      [[memory("b", 2048, 1280), memory("c", 1024, 640)]],
    ],
    [
      "lower all limits by more than half when nothing else helps",
      [part("a", 1024), part("b", 2048)],
      "memoryMiB",
      500,
      [[memory("b", 2048, 256), memory("a", 1024, 128)]],
    ],
    ["end at Docker's own minimum", [part("a", 6), part("b", 7)], "memoryMiB", 10, []],
    ["have nothing for a host without any room", [part("a", 1024), part("b", 2048)], "memoryMiB", 10, []],
    [
      "lower processors by tenths",
      [part("a", 64, {}, 1.5), part("b", 64, {}, 4)],
      "cpus",
      5,
      [[cpus("b", 4, 3.5)], [cpus("a", 1.5, 1)]],
    ],
  ])("H9 %s", (_, parts, resource, room, expected) => {
    expect(remediesFor(parts, resource, room)).toStrictEqual(expected);
  });

  it("H9 suffice, each of them, whatever the system", () => {
    const random = generator(9);
    const whole = (most: number) => 1 + Math.floor(random() * most);
    for (let round = 0; round < 400; round++) {
      const parts = Array.from({ length: whole(8) }, (_, index) =>
        part(
          `part-${index}`,
          8 * whole(800),
          { replicas: whole(4), beside: (["all", "batches", "none"] as const)[whole(3) - 1] ?? "none" },
          whole(40) / 10,
        ),
      );
      for (const resource of ["memoryMiB", "cpus"] as const) {
        const room = Math.floor(peakOf(parts)[resource] * (0.3 + random() * 0.69));
        const remedies = remediesFor(parts, resource, room);
        expect(remedies.length).toBeLessThanOrEqual(3);
        for (const remedy of remedies) {
          expect(peakOf(changed(parts, remedy))[resource]).toBeLessThanOrEqual(room);
          for (const { from, to } of remedy) expect(to).toBeLessThan(from);
        }
      }
    }
  });
});
