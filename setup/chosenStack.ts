import { systems } from "../systems";
import { Advice } from "./progress";
import { LocalStack } from "./stack";

/** The options by which the scripts are told a stack. */
export const stackOptions = { stack: { type: "string" }, system: { type: "string" } } as const;

/** Their lines in a script's help. */
export const STACK_HELP = `  --system <name>  another system in a stack of its own: ${others().join(", ")}
  --stack <name>   another stack than \`local\`: local-<something>`;

/** The stack that the options mean: \`local\` for the first of the systems, and \`local-<system>\` for each other one. */
export function chosenStack({ stack, system }: { stack?: string; system?: string }): LocalStack {
  if (system !== undefined && !systems[system])
    throw new Advice(`there is no system ${system}; there are ${Object.keys(systems).join(", ")}`);
  const chosen = new LocalStack(stack ?? nameFor(system ?? firstSystem()), system);
  if (system === undefined || chosen.system === system) return chosen;
  throw new Advice(
    `the stack ${chosen.name} runs ${chosen.system}; name another with --stack, such as ${chosen.name}-${system}`,
  );
}

function others(): string[] {
  return Object.keys(systems)
    .slice(1)
    .map((system) => `${system} in ${nameFor(system)}`);
}

function firstSystem(): string {
  return Object.keys(systems)[0] ?? "";
}

function nameFor(system: string): string {
  return system === firstSystem() ? "local" : `local-${system}`;
}
