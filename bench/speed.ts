import type { Clone } from "../test/harness/clone";
import { median } from "./measured";
import type { Recipe } from "./recipe";

/** Wall times in seconds on a quiet machine, each the median of three. */
export interface Speed {
  /** `up` without a change. */
  readonly noChange: number;
  /** `up` with a changed variable of api. */
  readonly oneService: number;
  /** `npm start` when everything is there and deployed. */
  readonly warmStart: number;
}

const TIMES = 3;

/** Measures how long the things take that a person waits for. */
export async function measureSpeed(clone: Clone): Promise<Speed> {
  const noChange = await times(async () => (await clone.up()).seconds);
  const oneService = await times(async (number) => {
    clone.set("environment.api.RELEASE", `speed-${number}`);
    return (await clone.up()).seconds;
  });
  const warmStart = await times(async () => (await clone.script("start")).seconds);
  return { noChange, oneService, warmStart };
}

/** Seconds from the start of an api container until it answers. */
export const measureBoot = (recipe: Recipe) => times(() => recipe.boot());

async function times(measure: (number: number) => Promise<number>): Promise<number> {
  const values: number[] = [];
  for (let number = 1; number <= TIMES; number++) values.push(await measure(number));
  return median(values);
}
