import { set } from "./commands";
import { Refusal } from "./refusal";

/** Reads a whole number between two bounds. */
export const wholeNumber =
  (least: number, most: number, example: number, what = "a whole number") =>
  (value: unknown): number | Refusal => {
    const number = numeric(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    const range = most === Number.MAX_SAFE_INTEGER ? `, at least ${least}` : ` from ${least} to ${most}`;
    return new Refusal(`${what}${range}`, set(String(example)));
  };

/** Processors, in fractions. */
export function processors(value: unknown): number | Refusal {
  const number = numeric(value);
  return number >= 0.01 && number < Number.POSITIVE_INFINITY
    ? number
    : new Refusal("a number of processors, at least 0.01, Docker's own minimum", set("1.5"));
}

/** `pulumi config set --path` writes fractions and numbers with leading zeros as text. */
function numeric(value: unknown): number {
  if (typeof value === "string" && /^\d+(\.\d+)?$/.test(value)) return Number(value);
  return typeof value === "number" ? value : Number.NaN;
}
