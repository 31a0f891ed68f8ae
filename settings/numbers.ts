import { cpuNotation } from "../systems/notation";
import { set } from "./commands";
import { Refusal } from "./refusal";

/** The largest `cpuOvercommit` that a stack file may say. */
export const MOST_OVERCOMMIT = 64;

/** Reads a whole number between two bounds. */
export const wholeNumber =
  (least: number, most: number, example: number, what = "a whole number") =>
  (value: unknown): number | Refusal => {
    const number = numeric(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `, at least ${least}` : ` from ${least} to ${most}`;
    return new Refusal(`${what}${range}`, set(String(example)));
  };

/** Processors, in fractions; the Docker provider rounds some small ones, which is refused rather than done. */
export function processors(value: unknown): number | Refusal {
  const number = numeric(value);
  const exact = number >= 0.1 && number < Number.POSITIVE_INFINITY && Number(cpuNotation(number)) === number;
  return exact ? number : new Refusal("a number of processors, at least 0.1, such as 0.25, 1.5 or 4", set("1.5"));
}

/** `pulumi config set --path` writes fractions and numbers with leading zeros as text. */
function numeric(value: unknown): number {
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  return typeof value === "number" ? value : Number.NaN;
}
