import { describe, expect, it } from "vitest";
import type { Measured } from "../../../bench/measured";
import { median } from "../../../bench/measured";
import { report } from "../../../bench/report";

const run = (change: Partial<Measured>): Measured => ({
  seconds: 10,
  sent: 8000,
  failed: 0,
  failureKinds: {},
  windowSeconds: 0,
  p99Quiet: 5,
  p99Deploy: 25,
  ...change,
});

describe("report", () => {
  it("sets ours beside the recipe, with a ratio where there can be one", () => {
    const text = report({
      date: "2026-11-21T13:00:00.000Z",
      machine: { cpus: 2, model: "any", node: "v20", docker: "20.10" },
      rate: 500,
      ours: [run({}), run({ seconds: 12 }), run({ seconds: 11 })],
      recipe: [
        run({ failed: 500, windowSeconds: 4, p99Deploy: 105, seconds: 20 }),
        run({ failed: 700, windowSeconds: 5, p99Deploy: 205, seconds: 22 }),
        run({ failed: 600, windowSeconds: 6, p99Deploy: 305, seconds: 30 }),
      ],
      speed: { noChange: 2.5, oneService: 7.25, warmStart: 9 },
      bootSeconds: 4,
      proxies: [
        {
          proxy: "nginx",
          tls: false,
          deploys: [run({})],
          replacement: run({ failed: 400, windowSeconds: 0.84 }),
          besideReplacement: run({}),
        },
        {
          proxy: "caddy",
          tls: true,
          deploys: [run({}), run({ failed: 2 })],
          replacement: run({ failed: 12 }),
          besideReplacement: run({ failed: 1 }),
        },
      ],
    });
    expect(
      text,
    ).toBe(`3 deploys of a code change at 500 requests/s; the recipe is build, recreate, sleep 3, restart nginx

                               ours     recipe   ours / recipe
failed requests, all deploys   0        1800     0.00
failure window, median         0.0 s    5.0 s    0.00
p99 added, median              20 ms    200 ms   0.10
wall time, median              11.0 s   22.0 s   0.50

On a quiet machine:
up without a change               2.5 s
up with a change of one service   7.3 s
  of which boot to healthy        4.0 s
  of which the deploy itself      3.3 s
npm start when all is there       9.0 s

Behind each proxy, and while the proxy itself is replaced:
               failed   p99 added   wall time   failed in a replacement   for     failed behind a forwarder   p99 added
nginx, plain   0        20 ms       10.0 s      400 of 8000               0.8 s   0 of 8000                   20 ms
caddy, TLS     2        20 ms       10.0 s      12 of 8000                0.0 s   1 of 8000                   20 ms`);
  });
});

describe("median", () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 3],
    [[7], 7],
  ])("of %j is %d", (values, expected) => {
    expect(median(values)).toBe(expected);
  });
});
