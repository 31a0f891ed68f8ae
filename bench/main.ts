import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../setup/paths";
import { Advice, step } from "../setup/progress";
import { Clone } from "../test/harness/clone";
import { measured } from "./measured";
import { measureProxies } from "./proxies";
import { Recipe } from "./recipe";
import { type Results, report } from "./report";
import { changed, series } from "./series";
import { measureBoot, measureSpeed } from "./speed";

const HELP = `npm run bench: deploys the sample under load, with Roadstead and with the shell recipe that it replaces
(build, stop, remove, run, sleep 3, restart nginx), and compares failed requests, added latency and time. Then it does so
behind each proxy, plain and with TLS, and replaces the proxy itself, alone and behind a forwarder.

It works in a scratch clone with a stack of its own and removes both at the end. The results go to standard output and to
bench/results/. The exit code is 1 when a request failed in one of Roadstead's deploys, but for a proxy replaced alone.

Options (after \`--\`):
  --deploys <n>   deploys of each kind (default 3)
  --rate <n>      requests per second (default 500)
  --help          show this text
`;

/** Runs the bench with command line arguments. */
export async function bench(argv: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      deploys: { type: "string", default: "3" },
      rate: { type: "string", default: "500" },
      help: { type: "boolean" },
    },
  });
  if (values.help) return void process.stdout.write(HELP);
  const [deploys, rate] = [wholeNumber("--deploys", values.deploys), wholeNumber("--rate", values.rate)];
  const clone = await Clone.make({ settings: { environment: { api: { RELEASE: "bench" } } } });
  process.once("SIGINT", () => void clone.destroy("remove").finally(() => process.exit(130)));
  try {
    conclude(await run(clone, deploys, rate));
  } finally {
    await step("remove the bench's stack", () => clone.destroy("remove"));
  }
}

async function run(clone: Clone, deploys: number, rate: number): Promise<Results> {
  await step("set up and deploy once (npm start)", () => clone.script("start", [], 3600));
  const speed = await step("time what a person waits for", () => measureSpeed(clone));
  const ours = await series("deploy", deploys, () => measured(clone.url, rate, () => changed(clone, () => clone.up())));
  const recipe = await step("prepare the recipe", () => Recipe.prepare(clone));
  const bootSeconds = await step("time the boot of api", () => measureBoot(recipe));
  const theirs = await series("recipe", deploys, async () => {
    await recipe.untilHealthy();
    return measured(recipe.url, rate, () => changed(clone, () => recipe.deploy()));
  });
  const proxies = await measureProxies(clone, deploys, rate);
  const { Version } = await clone.docker.version();
  const machine = { cpus: cpus().length, model: cpus()[0]?.model ?? "", node: process.version, docker: Version };
  return { date: new Date().toISOString(), machine, rate, ours, recipe: theirs, speed, bootSeconds, proxies };
}

function conclude(results: Results): void {
  const folder = join(root, "bench", "results");
  const file = join(folder, `${results.date.replace(/:|\.\d+/g, "")}.json`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
  process.stdout.write(`\n${report(results)}\n\n${relative(root, file)}\n`);
  const deploys = [results.ours, ...results.proxies.map((each) => [...each.deploys, each.besideReplacement])].flat();
  if (deploys.some(({ failed }) => failed > 0)) process.exitCode = 1;
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new Advice(`${option} is ${JSON.stringify(text)}; expected a whole number from 1, such as ${option} 3`);
}
