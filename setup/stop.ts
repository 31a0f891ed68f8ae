import { parseArgs } from "node:util";
import { connect, type Docker } from "../actions/docker";
import { label } from "../systems/labels";
import { releaseDeadLocks } from "./backend";
import { chosenStack, STACK_HELP, stackOptions } from "./chosenStack";
import { Cli } from "./cli";
import { ensureEngine } from "./engine";
import { Advice, main, step, tell } from "./progress";
import { sweepOrphans } from "./sweep";

const HELP = `npm stop: removes the stack \`local\` from Docker and keeps its data volumes.

Options (after \`--\`):
  --volumes        remove the data volumes too
${STACK_HELP}
  --help           show this text
`;

main(async () => {
  const { values } = parseArgs({
    options: { help: { type: "boolean" }, volumes: { type: "boolean" }, ...stackOptions },
  });
  if (values.help) return void process.stdout.write(HELP);
  const stack = chosenStack(values);
  if (!stack.exists) throw new Advice(`there is no ${stack.file}, so there is nothing to stop`);
  const cli = new Cli(await step("Pulumi engine", ensureEngine));
  process.env.DOCKER_HOST = stack.host;
  const docker = connect();
  const volumes = await dataVolumes(docker, stack.name);
  if (values.volumes) for (const name of volumes) tell(`the data in volume ${name} will be lost`);
  releaseDeadLocks(tell);
  await step("destroy", async () => {
    const exitCode = await cli.run(["destroy", "--stack", stack.name, "--yes", "--skip-preview"]);
    if (exitCode !== 0)
      throw new Advice("not everything could be removed; `npm stop` again goes on where this stopped");
  });
  for (const what of await sweepOrphans(docker, stack.name, new Set())) tell(`removed ${what}`);
  for (const name of volumes) {
    if (values.volumes) await docker.getVolume(name).remove();
    process.stdout.write(`${values.volumes ? "removed" : "kept"} volume ${name}\n`);
  }
});

async function dataVolumes(docker: Docker, stack: string): Promise<string[]> {
  const { Volumes } = await docker.listVolumes({
    filters: { label: [`${label.stack}=${stack}`, `${label.keep}=data`] },
  });
  return Volumes.map(({ Name }) => Name).sort();
}
