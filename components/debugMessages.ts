import { log } from "@pulumi/pulumi";

/**
 * Leaves out the SDK's debug messages, which the engine gets whether or not it was asked for `--debug`. They quote its answers,
 * secret values in clear text, and `--event-log` keeps them (@pulumi/pulumi 3.276.0, runtime/resource.ts, "RegisterResource RPC
 * finished"); and there are so many that a deploy without a change takes a tenth less without them.
 */
export function leaveOutDebugMessages(): void {
  Object.assign(log, { debug: (async () => {}) satisfies typeof log.debug });
}
