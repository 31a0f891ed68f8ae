import { describe, expect, it } from "vitest";
import {
  type Beside,
  besideOf,
  hostMemoryFor,
  type Part,
  peakOf,
  reserveMiB,
  roomOn,
  sharesOf,
} from "../../../systems/fit";
import type { Service } from "../../../systems/system";

const http = { port: 8000, healthPath: "/health" };
const volumes = [{ name: "data", path: "/data" }];

describe("Copies beside the former ones", () => {
  it.each<[string, Pick<Service, "http" | "volumes" | "instances">, Beside]>([
    ["all of a service behind the proxy", { http }, "all"],
    ["a batch of a worker's", {}, "batches"],
    ["none of what never runs twice", { instances: "exactly-one" }, "none"],
    ["none of what has data", { volumes }, "none"],
    ["none of what has data and speaks HTTP", { volumes, http }, "none"],
    [
      "all behind the proxy, where admission starts even what is to run once",
      { http, instances: "exactly-one" },
      "all",
    ],
  ])("H9 are %s", (_, service, beside) => {
    expect(besideOf(service)).toBe(beside);
  });
});

const part = (name: string, beside: Beside, memoryMiB: number, replicas = 1, cpus = 1): Part => ({
  name,
  limits: { memoryMiB, cpus },
  replicas,
  beside,
});

describe("The fullest moment of a deploy", () => {
  it.each<[string, Part[], number, number]>([
    ["is nothing without services", [], 0, 0],
    ["holds a database once", [part("db", "none", 512)], 512, 1],
    ["holds a service behind the proxy twice", [part("api", "all", 512)], 1024, 2],
    ["holds every replica of it twice", [part("api", "all", 512, 3, 1.5)], 3072, 9],
    ["holds a worker and one copy beside it", [part("worker", "batches", 512)], 1024, 2],
    ["holds a worker's replicas and one copy beside them", [part("worker", "batches", 512, 3)], 2048, 4],
    [
      "holds of many workers one copy, of the largest",
      [part("small", "batches", 512, 2, 2), part("large", "batches", 1024), part("tiny", "batches", 64)],
      512 * 2 + 2048 + 64,
      7,
    ],
    ["counts one copy of two equal workers", [part("a", "batches", 512), part("b", "batches", 512)], 1536, 3],
    ["holds the jobs together", [part("migrate", "once", 256, 0), part("seed", "once", 128, 0)], 384, 2],
    [
      "holds the jobs or the copy of a worker, whichever is more",
      [part("worker", "batches", 256), part("migrate", "once", 256, 0), part("seed", "once", 1, 0)],
      513,
      3,
    ],
    [
      "holds no job that is over when a larger worker starts",
      [part("worker", "batches", 256), part("migrate", "once", 256, 0)],
      512,
      2,
    ],
    [
      "adds all of it up",
      [
        part("api", "all", 512, 2),
        part("worker", "batches", 384),
        part("beat", "none", 192),
        part("proxy", "none", 128),
      ],
      2048 + 768 + 192 + 128,
      8,
    ],
    [
      "adds fractions without dust",
      Array.from({ length: 3 }, (_, index) => part(`${index}`, "none", 6, 1, 0.1)),
      18,
      0.3,
    ],
  ])("H9 %s", (_, parts, memoryMiB, cpus) => {
    expect(peakOf(parts)).toStrictEqual({ memoryMiB, cpus });
  });

  it("H9 says of each part how many copies come to it", () => {
    const shares = sharesOf([part("api", "all", 512, 2), part("a", "batches", 64, 2), part("b", "batches", 128)]);
    expect(shares.map(({ name, more, memoryMiB, cpus }) => [name, more, memoryMiB, cpus])).toStrictEqual([
      ["api", 2, 2048, 4],
      ["a", 0, 128, 2],
      ["b", 1, 256, 2],
    ]);
  });
});

describe("The room on a host", () => {
  it.each([
    [1024, 256],
    [5120, 256],
    [5121, 257],
    [24_105, 1206],
    [32_768, 1639],
  ])("H9 of %i MiB leaves %i MiB to the system", (host, reserve) => {
    expect(reserveMiB(host)).toBe(reserve);
    expect(roomOn({ memoryMiB: host, cpus: 4 }, 8)).toStrictEqual({ memoryMiB: host - reserve, cpus: 32 });
  });

  it.each([
    [0, 1],
    [768, 1],
    [769, 2],
    [19_456, 20],
    [19_457, 21],
  ])("H9 of %i MiB takes a host with %i GiB, and none with less", (room, gibibytes) => {
    expect(hostMemoryFor(room)).toBe(gibibytes);
    expect(roomOn({ memoryMiB: gibibytes * 1024, cpus: 1 }, 1).memoryMiB).toBeGreaterThanOrEqual(room);
    expect(roomOn({ memoryMiB: (gibibytes - 1) * 1024, cpus: 1 }, 1).memoryMiB).toBeLessThan(Math.max(room, 1));
  });
});
