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
  let number = 0;
  let own = false;
  for (const line of output) {
    const [, instruction] = /^Step \d+\/\d+ : (\w+)/.exec(line) ?? [];
    if (instruction !== undefined) own = instruction.toUpperCase() !== "FROM";
    if (instruction !== undefined && !own) number++;
    const [, image] = /^ ---> ([0-9a-f]{12})$/.exec(line) ?? [];
    if (image !== undefined && own) last.set(number, image);
  }
  const built = output.map((line) => /^Successfully built ([0-9a-f]{12})$/.exec(line)?.[1]);
  return [...last].map(([number, image]) => ({ number, image })).filter(({ image }) => !built.includes(image));
}
