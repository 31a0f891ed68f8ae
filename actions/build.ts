import { createInterface } from "node:readline";
import { execa } from "execa";
import { label } from "../systems/labels";

/** What the action `build` is told. */
export interface Build {
  readonly stack: string;
  readonly service: string;
  /** Build context, relative to the project's root. */
  readonly context: string;
  /** Dockerfile, relative to the context. */
  readonly dockerfile: string;
  /** Digest of the context, which becomes the image's tag. */
  readonly digest: string;
}

/** Builds an image from source on the daemon and returns its id; unchanged layers come from the daemon's cache. */
export async function build(
  { stack, service, context, dockerfile, digest }: Build,
  say: (line: string) => void,
): Promise<string> {
  const tag = `${stack}/${service}:${digest}`;
  const labels = [`${label.imageStack}=${stack}`, `${label.imageService}=${service}`].flatMap((value) => [
    "--label",
    value,
  ]);
  const args = ["build", "--network", "host", "--tag", tag, "--file", `${context}/${dockerfile}`, ...labels, context];
  const running = execa("docker", args, { all: true, reject: false });
  const output: string[] = [];
  for await (const line of createInterface({ input: running.all })) {
    output.push(line);
    if (/^(Step|#\d+ \[)/.test(line)) say(`${service}: ${line}`);
  }
  const { exitCode } = await running;
  if (exitCode !== 0) throw new Error(`the image of ${service} does not build:\n${output.slice(-30).join("\n")}`);
  const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{.Id}}", tag]);
  return stdout;
}
