import * as z from "zod";
import type { Fix } from "./commands";

/** What a reader gives instead of a value: the expectation that was missed and how to meet it. */
export class Refusal {
  constructor(
    readonly expected: string,
    readonly fix: Fix,
    /** What was found, where the value alone does not tell. */
    readonly found?: string,
  ) {}
}

/** Makes a reader of one value part of a zod schema. A missing value is read as `undefined`. */
export function leaf<T>(read: (value: unknown) => T | Refusal) {
  return z.unknown().transform((value, context): T => {
    const result = read(value);
    if (!(result instanceof Refusal)) return result;
    context.issues.push({ code: "custom", message: result.expected, params: { refusal: result }, input: value });
    return z.NEVER;
  });
}
