import { dirname } from "node:path/posix";
import { pause } from "./abort";
import { archive } from "./archive";
import { type Container, connect, type Docker, exec, ignore } from "./docker";
import { probeCommand } from "./health";
import { listService } from "./listService";
import { onVolume, type VolumeTool } from "./static/volumeTool";
import { Undo } from "./undo";

/** What the action `configure` is told. */
export interface Configure extends VolumeTool {
  readonly service: string;
  /** Path of the file in the service's containers; its folder is the volume. */
  readonly path: string;
  readonly text: string;
  /** What a process that has taken the file tells. */
  readonly digest: string;
  readonly signal: string;
  /** In Docker's form; `FILE` holds the path of the file to look at. */
  readonly check: readonly string[];
  /** In Docker's form; `DIGEST` holds the digest that the process is to have. */
  readonly taken: readonly string[];
  /** Seconds that a process may need to take it. */
  readonly patienceSeconds: number;
}

const QUESTION_SECONDS = 10;
const LOOK_EVERY_MS = 100;

/**
 * Writes the configuration that a service's processes reread on a signal, and signals those that run. A file that a process
 * refuses or does not take is an error, and the former one is back in its place. Where none runs, it is read at the next start.
 */
export async function configure(
  wanted: Configure,
  say: (line: string) => void,
  docker: Docker = connect(),
): Promise<void> {
  const { service, digest } = wanted;
  const containers = await readersOf(docker, wanted);
  const laid = await lay(docker, wanted);
  if (laid === "same") return say(`${service} has configuration ${digest} already`);
  // The deploy before this one was cut off, and its file has just given way to the one that was in use.
  if (laid === "restored") await signalAll(containers, wanted);
  const undo = new Undo();
  try {
    await check(docker, containers, wanted);
    undo.note(`put the former configuration of ${service} back`, () => putBack(docker, containers, wanted));
    await onVolume(docker, wanted, REPLACE, [nameOf(wanted)]);
    await signalAll(containers, wanted);
    for (const container of containers) await untilTaken(container, wanted);
  } catch (error) {
    await undo.all(say);
    throw error;
  }
  await onVolume(docker, wanted, "rm -f former", []);
  if (containers.length > 0) say(`${service} has taken configuration ${digest}`);
  else say(`${service} does not run; it reads configuration ${digest} when it starts`);
}

/** Running containers that see the file where the system says. */
async function readersOf(docker: Docker, { stack, service, volume, path }: Configure): Promise<Container[]> {
  const found = await listService(docker, stack, service);
  const readers = found.filter(
    ({ State, Mounts }) =>
      State === "running" && Mounts.some(({ Name, Destination }) => Name === volume && Destination === dirname(path)),
  );
  return readers.map(({ Id }) => docker.getContainer(Id));
}

/** Puts the file as `next` beside the one in use. `former` is there only while a change has not come to its end. */
async function lay(docker: Docker, wanted: Configure): Promise<string | undefined> {
  const files = await archive([{ path: "next", content: wanted.text }]);
  const [answer] = await onVolume(docker, wanted, LAY, [nameOf(wanted)], files);
  return answer;
}

const LAY = `if [ -e former ]; then
  mv -f former "$1"
  rm -f former
  echo restored
elif cmp -s next "$1"; then
  rm next
  echo same
fi`;

const REPLACE = `[ ! -e "$1" ] || ln -f "$1" former
mv -f next "$1"`;

/** Where `next` is still there, it has not replaced anything. */
const PUT_BACK = `if [ -e former ]; then
  mv -f former "$1"
  rm -f former
elif [ ! -e next ]; then
  rm -f "$1"
fi
rm -f next`;

/** A process that is just restarting reads the file then, and cannot be asked. */
async function check(docker: Docker, containers: readonly Container[], wanted: Configure): Promise<void> {
  const { service } = wanted;
  for (const container of containers) {
    const outcome = await ask(container, wanted.check, `FILE=${dirname(wanted.path)}/next`);
    if (outcome === undefined || outcome.exitCode === 0) continue;
    await onVolume(docker, wanted, "rm -f next", []);
    throw new Error(`${service} refuses the new configuration; the one in use is untouched:\n${outcome.output}`);
  }
}

async function signalAll(containers: readonly Container[], { signal }: Configure): Promise<void> {
  await Promise.all(containers.map((container) => container.kill({ signal }).catch(ignore(409))));
}

async function untilTaken(container: Container, wanted: Configure): Promise<void> {
  const { service, signal, taken, digest, patienceSeconds } = wanted;
  const deadline = Date.now() + patienceSeconds * 1000;
  for (;;) {
    const outcome = await ask(container, taken, `DIGEST=${digest}`);
    if (outcome === undefined || outcome.exitCode === 0) return;
    if (Date.now() > deadline) {
      throw new Error(
        `${service} has not taken the new configuration within ${patienceSeconds} s of ${signal}:\n${outcome.output}\n` +
          "What a process takes only at its start belongs in its command.",
      );
    }
    await pause(LOOK_EVERY_MS);
  }
}

async function putBack(docker: Docker, containers: readonly Container[], wanted: Configure): Promise<void> {
  await onVolume(docker, wanted, PUT_BACK, [nameOf(wanted)]);
  await signalAll(containers, wanted);
}

/** Runs a test in a container; nothing when its process does not run at this moment. */
async function ask(container: Container, test: readonly string[], variable: string) {
  return (
    (await exec(container, probeCommand(test), { seconds: QUESTION_SECONDS, variables: [variable] }).catch(
      ignore(409),
    )) ?? undefined
  );
}

const nameOf = ({ path }: Configure) => path.slice(path.lastIndexOf("/") + 1);
