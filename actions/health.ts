import { pause } from "./abort";
import { type Container, exec, type Outcome } from "./docker";
import { evidence, indent } from "./evidence";

/** How a container shows that it works, or that it can take traffic, and how long a new one may take. */
export interface Health {
  readonly test: readonly string[];
  /** Whether the test asks for readiness, and not for liveness. Default: false. */
  readonly readiness?: boolean;
  /** Seconds that one probe may take. */
  readonly timeoutSeconds: number;
  /** Seconds until the first answer. */
  readonly budgetSeconds: number;
}

/** A container that never passed its healthcheck or readiness check; the message holds what a person needs to see why. */
export class Unhealthy extends Error {}

const PROBE_EVERY_MS = 100;
const RESTARTS_TOLERATED = 3;

/**
 * Waits until a running container passes its own check. Docker probes only once an interval, so the check is run here
 * as often as it answers, ten times a second at the most. Throws Unhealthy when the budget is over or the process keeps exiting.
 */
export async function untilHealthy(service: string, container: Container, health: Health): Promise<void> {
  const deadline = Date.now() + health.budgetSeconds * 1000;
  const probes: string[] = [];
  const { RestartCount: restartsBefore } = await container.inspect();
  while (Date.now() < deadline) {
    const outcome = await probe(container, health);
    if (outcome.exitCode === 0) return;
    probes.push(`exit ${outcome.exitCode}: ${outcome.output || "(no output)"}`);
    const { RestartCount } = await container.inspect();
    if (RestartCount - restartsBefore >= RESTARTS_TOLERATED) {
      const headline = `${service} keeps exiting: restarted ${RestartCount} times`;
      throw new Unhealthy(await report(headline, container, health, probes));
    }
    await pause(PROBE_EVERY_MS);
  }
  const headline = `${service} was not ${health.readiness ? "ready" : "healthy"} within ${health.budgetSeconds} s`;
  throw new Unhealthy(await report(headline, container, health, probes));
}

/** Docker's two forms of a healthcheck as a command to run. */
export function probeCommand(test: readonly string[]): readonly string[] {
  const [form, ...rest] = test;
  if (form === "CMD-SHELL") return ["/bin/sh", "-c", rest.join(" ")];
  return form === "CMD" ? rest : test;
}

async function probe(container: Container, { test, timeoutSeconds }: Health): Promise<Outcome> {
  const command = probeCommand(test);
  try {
    const words = ["/bin/sh", "-c", ASK_AGAIN, "-", ...command];
    const outcome = await exec(container, words, { seconds: timeoutSeconds + AGAIN_SECONDS });
    if (!NOT_RUN.includes(outcome.exitCode)) return outcome;
    return await exec(container, command, { seconds: timeoutSeconds });
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 409) return { exitCode: -1, output: "the container is not running" };
    throw error;
  }
}

/** What Docker and a shell say of a program that there is not: the image may have no shell. */
const NOT_RUN = [126, 127];

/** Within which a check that has failed is begun again. */
const AGAIN_SECONDS = 2;

/**
 * Runs a check until it passes, for a second or two, and answers as its last run did. Each command from outside costs the daemon a
 * tenth of a second, which a container that boots on the same processors would have to wait for.
 */
const ASK_AGAIN = `end=$(($(date +%s) + ${AGAIN_SECONDS}))
until said=$("$@" 2>&1); do
  code=$?
  if [ "$(date +%s)" -ge "$end" ]; then
    printf '%s' "$said"
    exit "$code"
  fi
  sleep 0.1
done`;

async function report(headline: string, container: Container, health: Health, probes: readonly string[]) {
  const { state, log } = await evidence(container);
  const checks = `last ${health.readiness ? "readiness" : "health"} checks:`;
  return [headline, state, checks, ...indent(probes.slice(-3)), ...log].join("\n");
}
