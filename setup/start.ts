import { parseArgs } from "node:util";
import { systems } from "../systems";
import { partsOf } from "../systems/surfaces";
import { without } from "../systems/without";
import { afterUp } from "./afterUp";
import { releaseDeadLocks } from "./backend";
import { baseImages } from "./baseImages";
import { chosenStack, STACK_HELP, stackOptions } from "./chosenStack";
import { Cli } from "./cli";
import { ensureDocker } from "./docker";
import { ensureEngine } from "./engine";
import { ensureImages } from "./images";
import { Advice, main, step, tell } from "./progress";
import { serviceTable } from "./serviceTable";
import type { LocalStack } from "./stack";
import { readState } from "./state";
import { targetFlags, targetsOf } from "./targets";

const HELP = `npm start: sets up what is missing and deploys the stack \`local\` on this machine's Docker.

Options (after \`--\`):
  --only <surface> deploy one surface of the system alone, such as \`miniapp\`; everything must have been deployed once
${STACK_HELP}
  --help           show this text

Change what is deployed with \`bin/pulumi config set\`, for example:
  bin/pulumi config set --path environment.api.RELEASE v2 && npm start
`;

main(async () => {
  const { values } = parseArgs({
    options: { help: { type: "boolean" }, ...stackOptions, only: { type: "string" } },
  });
  if (values.help) return void process.stdout.write(HELP);
  const stack = chosenStack(values);
  const flags = ["--stack", stack.name];
  const targets = values.only === undefined ? [] : surfaceFlags(stack, values.only);
  const cli = new Cli(await step("Pulumi engine", ensureEngine));
  await step("Docker", (detail) => ensureDocker(stack.host, detail));
  await step("stack", (detail) => stack.ensure(cli, detail));
  if (targets.length > 0 && !(await deployed(cli, stack.name)))
    throw new Advice(`--only ${values.only} needs a stack that has been deployed whole once: npm start`);
  const images = stack.declared ? baseImages(stack.declared) : [];
  await step("base images", (detail) => ensureImages(stack.host, images, detail));
  releaseDeadLocks(tell);
  await step("deploy", async () => {
    const exitCode = await cli.run(["up", ...flags, ...targets, "--yes", "--skip-preview"]);
    if (exitCode !== 0) throw new Advice("the deploy failed; what served before still serves");
  });
  const state = await readState(cli, flags);
  await afterUp(state, tell);
  const url = state.resources?.find(({ type }) => type === "pulumi:pulumi:Stack")?.outputs?.url;
  process.stdout.write(`\n${url}\n\n${await serviceTable(stack.host, stack.name)}\n`);
});

function surfaceFlags(stack: LocalStack, surface: string): string[] {
  const system = systems[stack.system];
  if (system === undefined) throw new Advice(`there is no system ${stack.system}`);
  if (surface === "all") return [];
  try {
    const reduced = without(system, stack.without);
    return targetFlags(targetsOf(reduced, partsOf(reduced, surface), stack));
  } catch (error) {
    throw new Advice((error as Error).message);
  }
}

async function deployed(cli: Cli, stack: string): Promise<boolean> {
  const stacks: { name: string; resourceCount?: number }[] = JSON.parse(await cli.read(["stack", "ls", "--json"]));
  return stacks.some(({ name, resourceCount = 0 }) => name === stack && resourceCount > 0);
}
