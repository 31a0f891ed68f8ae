import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/**
 * Inputs of a command that runs one of `actions/`. The input goes in as JSON on standard input; a change of it runs the action
 * again, and an action that failed runs again at the next update.
 */
export function runAction(action: string, host: pulumi.Input<string>, input: unknown): command.local.CommandArgs {
  return {
    interpreter: ["node", "bin/action.cjs"],
    create: action,
    environment: { DOCKER_HOST: host },
    stdin: pulumi.jsonStringify(input),
    logging: "stderr",
  };
}
