import { columns } from "../render/columns";
import { type Measured, median } from "./measured";
import type { ProxyResults } from "./proxies";
import type { Speed } from "./speed";

/** All that a bench has found. */
export interface Results {
  /** ISO time of its end. */
  readonly date: string;
  readonly machine: { readonly cpus: number; readonly model: string; readonly node: string; readonly docker: string };
  /** Requests per second during every deploy. */
  readonly rate: number;
  readonly ours: readonly Measured[];
  readonly recipe: readonly Measured[];
  readonly speed: Speed;
  /** From the start of an api container until it answers. */
  readonly bootSeconds: number;
  readonly proxies: readonly ProxyResults[];
}

/** The results as a person reads them. */
export function report({ ours, recipe, speed, bootSeconds, rate, proxies }: Results): string {
  const rows = [
    row("failed requests, all deploys", ours, recipe, (runs) => sum(runs.map(({ failed }) => failed)), count),
    row(
      "failure window, median",
      ours,
      recipe,
      (runs) => median(runs.map(({ windowSeconds }) => windowSeconds)),
      inSeconds,
    ),
    row("p99 added, median", ours, recipe, (runs) => median(runs.map(addedP99)), inMilliseconds),
    row("wall time, median", ours, recipe, (runs) => median(runs.map(({ seconds }) => seconds)), inSeconds),
  ];
  return [
    `${ours.length} deploys of a code change at ${rate} requests/s; the recipe is build, recreate, sleep 3, restart nginx`,
    "",
    columns([["", "ours", "recipe", "ours / recipe"], ...rows]),
    "",
    "On a quiet machine:",
    columns([
      ["up without a change", inSeconds(speed.noChange)],
      ["up with a change of one service", inSeconds(speed.oneService)],
      ["  of which boot to healthy", inSeconds(bootSeconds)],
      ["  of which the deploy itself", inSeconds(speed.oneService - bootSeconds)],
      ["npm start when all is there", inSeconds(speed.warmStart)],
    ]),
    "",
    "Behind each proxy, and while the proxy itself is replaced:",
    columns([
      [
        "",
        "failed",
        "p99 added",
        "wall time",
        "failed in a replacement",
        "for",
        "failed behind a forwarder",
        "p99 added",
      ],
      ...proxies.map(proxyRow),
    ]),
  ].join("\n");
}

function row(
  name: string,
  ours: readonly Measured[],
  recipe: readonly Measured[],
  value: (runs: readonly Measured[]) => number,
  show: (value: number) => string,
): string[] {
  const [a, b] = [value(ours), value(recipe)];
  return [name, show(a), show(b), b > 0 && a >= 0 ? (a / b).toFixed(2) : "-"];
}

function proxyRow({ proxy, tls, deploys, replacement, besideReplacement }: ProxyResults): string[] {
  return [
    `${proxy}, ${tls ? "TLS" : "plain"}`,
    count(sum(deploys.map(({ failed }) => failed))),
    inMilliseconds(median(deploys.map(addedP99))),
    inSeconds(median(deploys.map(({ seconds }) => seconds))),
    `${replacement.failed} of ${replacement.sent}`,
    inSeconds(replacement.windowSeconds),
    `${besideReplacement.failed} of ${besideReplacement.sent}`,
    inMilliseconds(addedP99(besideReplacement)),
  ];
}

const addedP99 = ({ p99Deploy, p99Quiet }: Measured) => p99Deploy - p99Quiet;
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const count = (value: number) => String(value);
const inSeconds = (value: number) => `${value.toFixed(1)} s`;
const inMilliseconds = (value: number) => `${value.toFixed(0)} ms`;
