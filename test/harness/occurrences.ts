import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The places among texts, by name, in which one of the values stands. */
export const placesOf = (values: readonly string[], texts: Readonly<Record<string, string>>) =>
  Object.entries(texts).flatMap(([place, text]) => (values.some((value) => text.includes(value)) ? [place] : []));

/** Texts of all files below a folder, by path. */
export function textsBelow(folder: string): Record<string, string> {
  const files = readdirSync(folder, { withFileTypes: true, recursive: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map((path) => [path, readFileSync(path, "latin1")]));
}

/** Whether one of the values stands anywhere in a stream. */
export async function streamHolds(stream: AsyncIterable<Buffer>, values: readonly string[]): Promise<boolean> {
  const longest = Math.max(...values.map(({ length }) => length));
  let rest = Buffer.alloc(0);
  let found = false;
  for await (const chunk of stream) {
    const piece = Buffer.concat([rest, chunk]);
    found ||= values.some((value) => piece.includes(value));
    rest = piece.subarray(Math.max(0, piece.length - longest));
  }
  return found;
}
