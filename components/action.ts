import type * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";

/**
 * Inputs of a command that runs one of `actions/`, with further variables beside the host's. The input goes in as JSON on
 * standard input; a change of either runs the action again, and an action that failed runs again at the next update.
 */
export function runAction(
  action: string,
  host: pulumi.Input<string>,
  input: unknown,
  variables: Readonly<Record<string, string>> = {},
): command.local.CommandArgs {
  return {
    interpreter: ["node", "bin/action.cjs"],
    create: action,
    environment: { DOCKER_HOST: host, ...variables },
    stdin: pulumi.jsonStringify(input),
    logging: "stderr",
  };
}
