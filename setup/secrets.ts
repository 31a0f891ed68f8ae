import { parseArgs } from "node:util";
import { connect } from "../actions/docker";
import { systems } from "../systems";
import { without } from "../systems/without";
import { chosenStack, STACK_HELP, stackOptions } from "./chosenStack";
import { Advice, main } from "./progress";
import { bumped } from "./secrets/bumped";
import { onHost } from "./secrets/onHost";
import { deployOf, objection, outlook } from "./secrets/rotation";
import { type Listed, secretTable } from "./secrets/table";
import type { LocalStack } from "./stack";

const HELP = `npm run secrets: lists the secrets of the stack \`local\`: kind, version, age, and who holds which version; never a value.

npm run secrets -- rotate <name>   counts the version up in the stack file, and says what the next deploy will do

Options (after \`--\`):
${STACK_HELP}, or one of another host
  --help           show this text
`;

main(async () => {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean" }, ...stackOptions },
    allowPositionals: true,
  });
  if (values.help) return void process.stdout.write(HELP);
  const stack = chosenStack(values);
  if (!stack.exists)
    throw new Advice(`there is no ${stack.file}; npm start makes that of a stack \`local\` or \`local-*\``);
  const [verb, name, ...rest] = positionals;
  if (verb === undefined) return void process.stdout.write(`${await list(stack)}\n`);
  if (verb !== "rotate" || name === undefined || rest.length > 0) throw new Advice(HELP.trimEnd());
  process.stdout.write(`${await rotate(stack, name)}\n`);
});

async function list(stack: LocalStack): Promise<string> {
  const names = Object.keys(systemOf(stack).secrets);
  return secretTable(await Promise.all(names.map((name) => listed(stack, name))), new Date());
}

async function rotate(stack: LocalStack, name: string): Promise<string> {
  const secret = await listed(stack, name);
  const { version, definition } = secret;
  const why = objection(secret, stack.name, stack.secrets[name]?.value !== undefined);
  if (why) throw new Advice(why);
  stack.edit((text) => bumped(text, name, version, definition.kind === "provided"));
  const lines = outlook(systemOf(stack), secret, stack.name).map((line) => `  - ${line}`);
  const said = `${name} goes from version ${version} to ${version + 1} in ${stack.file}. The next deploy (${deployOf(stack.name)})`;
  return [said, ...lines].join("\n");
}

async function listed(stack: LocalStack, name: string): Promise<Listed> {
  const { secrets } = systemOf(stack);
  const definition = secrets[name];
  if (!definition) throw new Advice(`there is no secret ${name}; there are ${Object.keys(secrets).join(", ")}`);
  process.env.DOCKER_HOST = stack.host;
  const host = await onHost(connect(), stack.name, name, definition).catch((error: Error) => {
    throw new Advice(`the Docker host ${stack.host} does not say who holds ${name}: ${error.message}`);
  });
  return { name, definition, version: stack.versions[name] ?? 1, host };
}

function systemOf(stack: LocalStack) {
  const system = systems[stack.system];
  if (!system) throw new Advice(`there is no system ${stack.system}`);
  return without(system, stack.without);
}
