import { createHash } from "node:crypto";

/** Twelve hexadecimal digits that change with the text. */
export const digestOf = (text: string) => createHash("sha256").update(text).digest("hex").slice(0, 12);
