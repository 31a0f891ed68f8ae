import { pause } from "./abort";
import { type Container, exec, type Outcome } from "./docker";
import { logLines } from "./logs";

/** How a container shows that it works, as its healthcheck says, and how long a new one may take. */
export interface Health {
  readonly test: readonly string[];
  /** Seconds that one probe may take. */
  readonly timeoutSeconds: number;
  /** Seconds until the first answer. */
  readonly budgetSeconds: number;
}

/** A container that never answered its healthcheck; the message holds what a person needs to see why. */
export class Unhealthy extends Error {}

const PROBE_EVERY_MS = 100;
const RESTARTS_TOLERATED = 3;

/**
 * Waits until a running container passes its own healthcheck. Docker probes only once an interval, so the check is run here
 * as often as it answers. Throws Unhealthy when the budget is over or the process keeps exiting.
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
      throw new Unhealthy(await report(`${service} keeps exiting: restarted ${RestartCount} times`, container, probes));
    }
    await pause(PROBE_EVERY_MS);
  }
  throw new Unhealthy(await report(`${service} was not healthy within ${health.budgetSeconds} s`, container, probes));
}

/** Docker's two forms of a healthcheck as a command to run. */
export function probeCommand(test: readonly string[]): readonly string[] {
  const [form, ...rest] = test;
  if (form === "CMD-SHELL") return ["/bin/sh", "-c", rest.join(" ")];
  return form === "CMD" ? rest : test;
}

async function probe(container: Container, health: Health): Promise<Outcome> {
  try {
    return await exec(container, probeCommand(health.test), health.timeoutSeconds);
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 409) return { exitCode: -1, output: "the container is not running" };
    throw error;
  }
}

async function report(headline: string, container: Container, probes: readonly string[]): Promise<string> {
  const { Name, State, Config } = await container.inspect();
  const lines = logLines(await container.logs({ stdout: true, stderr: true, tail: 50, follow: false }));
  const state = `${State.Status}${State.Running ? "" : `, exit code ${State.ExitCode}`}${State.OOMKilled ? ", out of memory" : ""}`;
  return [
    headline,
    `container ${Name.slice(1)} (${Config.Image.slice(0, 19)}): ${state}`,
    "last health checks:",
    ...indent(probes.slice(-3)),
    "last 50 log lines:",
    ...indent(lines.length > 0 ? lines : ["(no output)"]),
  ].join("\n");
}

const indent = (lines: readonly string[]) => lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`);
