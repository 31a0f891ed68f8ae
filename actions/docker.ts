import Docker from "dockerode";

export type Container = Docker.Container;
export { Docker };

/** The daemon that `DOCKER_HOST` names, else this machine's. */
export const connect = () => new Docker();

export interface Outcome {
  readonly exitCode: number;
  /** Standard output and error, as they came. */
  readonly output: string;
}

/** Runs a command inside a running container, as its own user or as `user`, and waits for its end, `seconds` at the most. */
export async function exec(
  container: Container,
  command: readonly string[],
  seconds: number,
  user = "",
): Promise<Outcome> {
  const started = await container.exec({
    Cmd: [...command],
    AttachStdout: true,
    AttachStderr: true,
    Tty: true,
    User: user,
  });
  const stream = await started.start({ Tty: true });
  const output = await readAll(stream, seconds);
  const { ExitCode } = await started.inspect();
  return { exitCode: ExitCode ?? -1, output: output.replaceAll("\r\n", "\n").trim() };
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

function readAll(stream: NodeJS.ReadableStream & { destroy?: () => void }, seconds: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const text = () => Buffer.concat(chunks).toString("utf8");
    const timer = setTimeout(() => {
      stream.destroy?.();
      resolve(`${text()}\n(no end within ${seconds} s)`);
    }, seconds * 1000);
    const done = (finish: () => void) => () => {
      clearTimeout(timer);
      finish();
    };
    stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    stream.on(
      "end",
      done(() => resolve(text())),
    );
    stream.on("error", (error) => done(() => reject(error))());
  });
}
