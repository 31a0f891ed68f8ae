import type { Configuration } from "../systems/system";
import { digestOf } from "./digest";

/** A configuration as text, and the digest that stands in it. */
export interface ConfigurationFile {
  readonly text: string;
  readonly digest: string;
}

/** The file of a configuration with these entries, in the order of their keys; the digest changes with any of it. */
export function renderConfiguration(
  { head, digestKey }: Pick<Configuration, "head" | "digestKey">,
  entries: Readonly<Record<string, string>>,
): ConfigurationFile {
  const lines = Object.keys(entries)
    .sort()
    .map((key) => line(key, entries[key] ?? ""));
  const text = [...(head === undefined ? [] : [`${head}\n`]), ...lines].join("");
  const digest = digestOf(text);
  return { text: text + line(digestKey, digest), digest };
}

/** Quotes as postgresql.conf has them. */
const line = (key: string, value: string) => `${key} = '${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'\n`;
