import { log } from "@pulumi/pulumi";

/**
 * Leaves the engine's answers out of the SDK's debug messages. They hold secret values in clear text, and `--event-log` keeps the
 * messages also where nobody asked for `--debug` (@pulumi/pulumi 3.276.0, runtime/resource.ts, "RegisterResource RPC finished").
 */
export function leaveOutAnswers(): void {
  const { debug } = log;
  Object.assign(log, {
    debug: ((message, ...rest) => debug(withoutAnswer(message), ...rest)) satisfies typeof debug,
  });
}

/** The message up to the engine's answer, which is its last part. */
export const withoutAnswer = (message: string) => message.replace(/\bresp: .*$/s, "resp: left out");
