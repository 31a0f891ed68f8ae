/** The last image of a stage of a Dockerfile. */
export interface Stage {
  /** Counted from 1. */
  readonly number: number;
  /** First digits of the image's id. */
  readonly image: string;
}

/**
 * The images that the stages of a build left behind, as the output of Docker's classic builder tells. Neither the built image is
 * among them nor one that a stage only began from. BuildKit leaves none.
 */
export function stageImages(output: readonly string[]): Stage[] {
  const last = new Map<number, string>();
  let [stage, own, running, built] = [0, false, false, ""];
  for (const line of output) {
    const { instruction, image, started, ended, success } = partsOf(line);
    if (instruction) own = instruction.toUpperCase() !== "FROM";
    if (instruction && !own) stage++;
    if (started || ended) running = Boolean(started);
    // What a command prints while it runs can look like anything.
    if (image && own && !running) last.set(stage, image);
    if (success) built = success;
  }
  return [...last].map(([number, image]) => ({ number, image })).filter(({ image }) => image !== built);
}

const ID = "[0-9a-f]{12}$";
const LINE = new RegExp(
  [
    String.raw`^Step \d+/\d+ : (?<instruction>\w+)`,
    `^ ---> (?<image>${ID})`,
    `^ ---> Running in (?<started>${ID})`,
    // Stands behind what the command printed last when that has no end of line.
    `Removing intermediate container (?<ended>${ID})`,
    `^Successfully built (?<success>${ID})`,
  ].join("|"),
);

const partsOf = (line: string) => LINE.exec(line)?.groups ?? {};
