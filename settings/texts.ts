import { type Fix, set, setTo } from "./commands";
import { Refusal } from "./refusal";

/** How the engine passes on a date that stands in YAML without quotes. */
const yamlDate = /^(\d{4}-\d\d-\d\d) \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \w+$/;

/** Text as a process gets it; YAML's numbers and truth values become what was written. */
export function plainText(value: unknown): string | Refusal {
  if (typeof value === "string") {
    const date = yamlDate.exec(value)?.[1];
    return date ? new Refusal("a date in quotes, which YAML leaves alone", set(date)) : value;
  }
  if (typeof value === "boolean") return String(value);
  if (typeof value !== "number") return new Refusal("text, a number, true or false", set("v2"));
  return Number.isInteger(value) && !Number.isSafeInteger(value)
    ? new Refusal("a number this long in quotes, since YAML's lose their last digits", inQuotes)
    : String(value);
}

/** The value of a response header, as nginx can take it. */
export function headerText(value: unknown): string | Refusal {
  const text = plainText(value);
  if (text instanceof Refusal || /^[\x20-#%-~]+$/.test(text)) return text;
  return new Refusal("printable ASCII on one line, without $, which nginx takes for a variable", setTo("<value>"));
}

/** A value of a configuration, which stands on one line. */
export function entryText(value: unknown): string | Refusal {
  const text = plainText(value);
  if (text instanceof Refusal || /^[^\p{Cc}]*$/u.test(text)) return text;
  return new Refusal("text on one line, without control characters", setTo("<value>"));
}

const inQuotes: Fix = ({ stack }) => `put it in quotes in Pulumi.${stack}.yaml`;
