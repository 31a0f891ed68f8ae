import { releaseDeadLocks } from "./backend";
import { Cli } from "./cli";
import { ensureEngine } from "./engine";
import { main, tell } from "./progress";
import { readState } from "./state";

main(async () => {
  const args = process.argv.slice(2);
  const cli = new Cli(await quietly(ensureEngine));
  releaseDeadLocks(tell);
  const running = cli.run(args);
  // Loaded only now, while the engine starts: the Docker client would delay every verb.
  const after = deploys(args) ? import("./afterUp") : undefined;
  process.exitCode = await running;
  if (process.exitCode !== 0 || !after) return;
  const { afterUp } = await after;
  await afterUp(await readState(cli, stackFlags(args)), tell);
});

/** Shows the engine's set-up only when there is something to set up. */
async function quietly<T>(ensure: (say: (detail: string) => void) => Promise<T>): Promise<T> {
  return ensure((detail) => tell(`engine: ${detail}`));
}

/** Whether the arguments ask for an update, and not only for its help or its plan. */
function deploys(args: readonly string[]): boolean {
  const [verb] = args.filter((arg) => !arg.startsWith("-"));
  return (verb === "up" || verb === "update") && !args.some((arg) => ["--help", "-h", "--preview-only"].includes(arg));
}

/** The part of the arguments that names the stack. */
function stackFlags(args: readonly string[]): string[] {
  const at = args.findIndex((arg) => arg === "-s" || arg === "--stack");
  const joined = args.filter((arg) => arg.startsWith("--stack="));
  return at < 0 ? joined : args.slice(at, at + 2);
}
