import { createInterface } from "node:readline";
import { execa } from "execa";
import { label } from "../systems/labels";
import { builtReference, stageReference } from "./reference";
import { stageImages } from "./stages";

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

/**
 * Builds an image from source on the daemon and returns its id; unchanged layers come from the daemon's cache. What the earlier
 * stages leave gets names too, so that it stays in the cache as long as the image, and goes with it.
 */
export async function build(
  { stack, service, context, dockerfile, digest }: Build,
  say: (line: string) => void,
): Promise<string> {
  const tag = builtReference(stack, service, digest);
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
  for (const { number, image } of stageImages(output)) {
    await execa("docker", ["tag", image, stageReference(tag, number)]);
  }
  if (exitCode !== 0) throw new Error(`the image of ${service} does not build:\n${output.slice(-30).join("\n")}`);
  const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{.Id}}", tag]);
  return stdout;
}
