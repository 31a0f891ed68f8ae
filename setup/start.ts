import { parseArgs } from "node:util";
import { afterUp } from "./afterUp";
import { releaseDeadLocks } from "./backend";
import { baseImages } from "./baseImages";
import { Cli } from "./cli";
import { ensureDocker } from "./docker";
import { ensureEngine } from "./engine";
import { ensureImages } from "./images";
import { Advice, main, step, tell } from "./progress";
import { serviceTable } from "./serviceTable";
import { LocalStack } from "./stack";

const HELP = `npm start: sets up what is missing and deploys the stack \`local\` on this machine's Docker.

Options (after \`--\`):
  --stack <name>   another stack than \`local\`: local-<something>
  --help           show this text

Change what is deployed with \`bin/pulumi config set\`, for example:
  bin/pulumi config set --path environment.api.RELEASE v2 && npm start
`;

main(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" }, stack: { type: "string", default: "local" } } });
  if (values.help) return void process.stdout.write(HELP);
  const stack = new LocalStack(values.stack);
  const flags = ["--stack", stack.name];
  const cli = new Cli(await step("Pulumi engine", ensureEngine));
  await step("stack", () => stack.ensure(cli));
  await step("Docker", (detail) => ensureDocker(stack.host, detail));
  await step("base images", (detail) => ensureImages(stack.host, baseImages(stack.system), detail));
  releaseDeadLocks(tell);
  await step("deploy", async () => {
    const exitCode = await cli.run(["up", ...flags, "--yes", "--skip-preview"]);
    if (exitCode !== 0) throw new Advice("the deploy failed; what served before still serves");
  });
  await afterUp(cli, flags, tell);
  const url = await cli.read(["stack", "output", "url", ...flags]);
  process.stdout.write(`\n${url}\n\n${await serviceTable(stack.host, stack.name)}\n`);
});
