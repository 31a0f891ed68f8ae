import { setTimeout as delay } from "node:timers/promises";
import { whileDeployed } from "./abort";
import { type Container, connect, type Docker, start, stop } from "./docker";
import { evidence } from "./evidence";
import { followLog } from "./logs";
import { formerContainers } from "./takeover";

/** What the action `job` is told. */
export interface JobRun {
  readonly stack: string;
  readonly job: string;
  /** Docker's id of the release's container. */
  readonly container: string;
  readonly tries: number;
  /** Seconds that one try may take. */
  readonly timeoutSeconds: number;
  /** Seconds before the second try; each further wait is twice as long. */
  readonly backoffSeconds: number;
  /** Seconds between SIGTERM and SIGKILL for a try that takes too long. */
  readonly stopGraceSeconds: number;
}

type Say = (line: string) => void;
type State = Awaited<ReturnType<Container["inspect"]>>["State"];

const LOG_AFTER_END_SECONDS = 5;

/**
 * Runs a job until it succeeds, a bounded number of times. One that runs already, because the deploy that started it was killed,
 * is waited for instead of started again, and one that has succeeded meanwhile is not repeated.
 */
export async function runJob(wanted: JobRun, say: Say, docker: Docker = connect()): Promise<void> {
  const { job, tries, backoffSeconds } = wanted;
  await untilFormerEnded(docker, wanted, say);
  const container = docker.getContainer(wanted.container);
  if (failureOf((await container.inspect()).State, wanted) === undefined)
    return say(`${job} has completed before and is not repeated`);
  const started = Date.now();
  for (let number = 1; ; number++) {
    const failure = await attempt(docker, container, wanted, say);
    if (failure === undefined) return say(`${job} completed after ${((Date.now() - started) / 1000).toFixed(1)} s`);
    if (number === tries) throw new Error(await report(container, wanted, failure));
    const wait = backoffSeconds * 2 ** (number - 1);
    say(`${job} failed: ${failure}; try ${number + 1} of ${tries} in ${wait} s`);
    await whileDeployed(delay(wait * 1000));
  }
}

/** Seconds that all tries of a job may take together, with the waits between them. */
export function patienceFor({ tries, timeoutSeconds, backoffSeconds, stopGraceSeconds }: JobRun): number {
  return tries * (timeoutSeconds + stopGraceSeconds + LOG_AFTER_END_SECONDS) + backoffSeconds * (2 ** (tries - 1) - 1);
}

/** Why a run has not succeeded; nothing when it has. One that ended well only because it was stopped took too long. */
function failureOf(state: State, { job, timeoutSeconds }: JobRun): string | undefined {
  const { Status, StartedAt, FinishedAt, ExitCode, OOMKilled } = state;
  if (Status !== "exited") return "it has not ended";
  if (Date.parse(FinishedAt) - Date.parse(StartedAt) >= timeoutSeconds * 1000)
    return `it took longer than its ${timeoutSeconds} s`;
  if (ExitCode === 0) return undefined;
  return OOMKilled ? `it ran out of memory; raise limits.${job}.memory` : `exit code ${ExitCode}`;
}

/** Containers of former releases may still be at it when the deploy that started them was killed. */
async function untilFormerEnded(docker: Docker, wanted: JobRun, say: Say): Promise<void> {
  const { stack, job: service, container } = wanted;
  for (const former of await formerContainers(docker, stack, { service, containers: [container] })) {
    say(`${service} of a former deploy still runs; waiting for its end`);
    await follow(docker, former, (await former.inspect()).State.FinishedAt, wanted, say);
  }
}

/** One try, or the rest of one that runs; returns why it has failed. */
async function attempt(docker: Docker, container: Container, wanted: JobRun, say: Say): Promise<string | undefined> {
  const { Running, FinishedAt } = (await container.inspect()).State;
  if (Running) say(`${wanted.job} runs already; waiting for its end`);
  else {
    const refusal = await start(container).catch((error: Error) => error.message);
    if (refusal !== undefined) return `it could not start: ${refusal}`;
  }
  await follow(docker, container, FinishedAt, wanted, say);
  return failureOf((await container.inspect()).State, wanted);
}

/** Shows the log of a run, which is all since the end of the one before, and waits for its end, by force when its time is over. */
async function follow(docker: Docker, container: Container, since: string, wanted: JobRun, say: Say): Promise<void> {
  const { State, Name } = await container.inspect();
  const log = followLog(container, since, (line) => say(`${wanted.job}: ${line}`)).catch(() => {});
  try {
    const left = wanted.timeoutSeconds - (await secondsSince(docker, State));
    if (!(await endsWithin(container, left))) await stop(container, wanted.stopGraceSeconds);
  } catch (error) {
    say(`${wanted.job} is left to itself in container ${Name.slice(1)}; the next deploy waits for its end`);
    throw error;
  }
  await Promise.race([log, delay(LOG_AFTER_END_SECONDS * 1000, undefined, { ref: false })]);
}

async function secondsSince(docker: Docker, { StartedAt }: State): Promise<number> {
  const { SystemTime } = await docker.info();
  return (Date.parse(SystemTime) - Date.parse(StartedAt)) / 1000;
}

async function endsWithin(container: Container, seconds: number): Promise<boolean> {
  const ended = new AbortController();
  // Timers may be early and times are cut to milliseconds: a run that is stopped must have taken the whole time.
  const late = delay(Math.max(0, seconds) * 1000 + 5, false, { signal: ended.signal }).catch(() => false);
  const end = container.wait().then(() => true);
  return whileDeployed(Promise.race([end, late])).finally(() => ended.abort());
}

async function report(container: Container, { job, tries, stack }: JobRun, failure: string): Promise<string> {
  const { state, log } = await evidence(container);
  return [
    `${job} failed${tries > 1 ? ` ${tries} times, the last time` : ""}: ${failure}`,
    state,
    ...log,
    `No traffic has moved: what the stack ${stack} served before, it still serves. What the tries have written stays written.`,
    `Correct the cause and deploy again; ${job} then runs again.`,
  ].join("\n");
}
