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
export async function build(wanted: Build, say: (line: string) => void): Promise<string> {
  const { stack, service, digest } = wanted;
  const tag = builtReference(stack, service, digest);
  const running = execa("docker", buildCommand(wanted, tag), { all: true, reject: false });
  const output: string[] = [];
  for await (const line of createInterface({ input: running.all })) {
    output.push(line);
    if (/^(Step|#\d+ \[)/.test(line)) say(`${service}: ${line}`);
  }
  const { exitCode } = await running;
  for (const { number, image } of stageImages(output)) {
    await execa("docker", ["tag", image, stageReference(tag, number)], { reject: false });
  }
  if (exitCode !== 0) throw new Error(`the image of ${service} does not build:\n${output.slice(-30).join("\n")}`);
  say(`${service}: ${cacheReport(output)}`);
  const { stdout } = await execa("docker", ["image", "inspect", "--format", "{{.Id}}", tag]);
  return stdout;
}

/** How much of the work a builder has spared, by its own words: those of the classic builder, or BuildKit's. */
export function cacheReport(output: readonly string[]): string {
  const steps = output.flatMap((line) => line.match(/^(Step \d+\/\d+|#\d+ \[.*\d+\/\d+\] [A-Z])/)?.[0] ?? []);
  const cached = output.filter((line) => /^( ---> Using cache|#\d+ CACHED)$/.test(line));
  return `${cached.length} of ${new Set(steps).size} steps came from the cache`;
}

function buildCommand({ stack, service, context, dockerfile }: Build, tag: string): string[] {
  const labels = [`${label.imageStack}=${stack}`, `${label.imageService}=${service}`];
  return [
    ...["build", "--network", "host"],
    // Else the container of a step that fails would stay, known to nobody, and keep its image from being removed.
    "--force-rm",
    ...["--tag", tag, "--file", `${context}/${dockerfile}`],
    ...labels.flatMap((value) => ["--label", value]),
    context,
  ];
}
