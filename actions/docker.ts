import Docker from "dockerode";
import { logLines } from "./logs";

export type Container = Docker.Container;
export { Docker };

/** The daemon that `DOCKER_HOST` names, else this machine's. */
export const connect = () => new Docker();

export interface Outcome {
  readonly exitCode: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

export interface ExecOptions {
  /** How long the command may take. */
  readonly seconds: number;
  /** Default: the container's own user. */
  readonly user?: string;
  /** Variables beside the container's own, `NAME=value`. Default: none. */
  readonly variables?: readonly string[];
  /**
   * What it reads from its standard input: what is secret then stands in no process list. The command should end at a line of the
   * text, because not every way to a daemon passes the input's end on. Default: it has no input.
   */
  readonly input?: string;
}

/**
 * Runs a command inside a running container and waits for its end. It has no terminal, since programs write otherwise to one:
 * psql starts a pager, redis-cli numbers its lines.
 */
export async function exec(container: Container, command: readonly string[], options: ExecOptions): Promise<Outcome> {
  const { seconds, user, variables, input } = options;
  const started = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    ...(input === undefined ? {} : { AttachStdin: true }),
    ...(user === undefined ? {} : { User: user }),
    ...(variables === undefined ? {} : { Env: [...variables] }),
  });
  const stream = await started.start(input === undefined ? {} : { hijack: true, stdin: true });
  if (input !== undefined) stream.end(input);
  const { bytes, note } = await readAll(stream, seconds);
  const { ExitCode } = await started.inspect();
  return { exitCode: ExitCode ?? -1, output: `${logLines(bytes).join("\n")}${note}`.trim() };
}

/** Stops a container with SIGTERM, and SIGKILL after its grace; one that does not run stays as it is. */
export async function stop(container: Container, graceSeconds: number): Promise<void> {
  await container.stop({ t: graceSeconds }).catch(ignore(304, 404));
}

/** Starts a container; one that runs stays as it is. */
export async function start(container: Container): Promise<void> {
  await container.start().catch(ignore(304));
}

/** Passes over answers of the Docker API that mean "already so". */
export function ignore(...statusCodes: number[]) {
  return (error: { statusCode?: number }) => {
    if (!statusCodes.includes(error.statusCode ?? 0)) throw error;
  };
}

interface Read {
  readonly bytes: Buffer;
  /** Empty, or that the time was over before the end. */
  readonly note: string;
}

function readAll(stream: NodeJS.ReadableStream & { destroy?: () => void }, seconds: number): Promise<Read> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const finish = (note: string) => resolve({ bytes: Buffer.concat(chunks), note });
    const timer = setTimeout(() => {
      stream.destroy?.();
      finish(`\n(no end within ${seconds} s)`);
    }, seconds * 1000);
    const done = (end: () => void) => () => {
      clearTimeout(timer);
      end();
    };
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on(
      "end",
      done(() => finish("")),
    );
    stream.on("error", (error) => done(() => reject(error))());
  });
}
