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
import { ensureStack, stackHost, stackSystem } from "./stack";

const HELP = `npm start: sets up what is missing and deploys the stack \`local\` on this machine's Docker.

Options (after \`--\`):
  --help   show this text

Change what is deployed with \`bin/pulumi config set\`, for example:
  bin/pulumi config set --path environment.api.RELEASE v2 && npm start
`;

main(async () => {
  const { values } = parseArgs({ options: { help: { type: "boolean" } } });
  if (values.help) return void process.stdout.write(HELP);
  const cli = new Cli(await step("Pulumi engine", ensureEngine));
  await step("stack", () => ensureStack(cli));
  await step("Docker", (detail) => ensureDocker(stackHost(), detail));
  await step("base images", (detail) => ensureImages(stackHost(), baseImages(stackSystem()), detail));
  releaseDeadLocks(tell);
  await step("deploy", async () => {
    const exitCode = await cli.run(["up", "--stack", "local", "--yes", "--skip-preview"]);
    if (exitCode !== 0) throw new Advice("the deploy failed; what served before still serves");
  });
  await afterUp(cli, ["--stack", "local"], tell);
  const url = await cli.read(["stack", "output", "url", "--stack", "local"]);
  process.stdout.write(`\n${url}\n\n${await serviceTable(stackHost(), "local")}\n`);
});
