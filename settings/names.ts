import { remove, rename } from "./commands";
import { Refusal } from "./refusal";

/** Headers that say how a response is framed, which only the proxy knows. */
const framing = ["connection", "content-length", "date", "keep-alive", "te", "trailer", "transfer-encoding", "upgrade"];

/** Reads the name of a variable. The system alone sets those that lead a service to its secrets. */
export const variableName =
  (secrets: ReadonlyMap<string, string>) =>
  (value: unknown): string | Refusal => {
    const name = String(value);
    const secret = secrets.get(name);
    if (secret) return new Refusal(`another name: ${name} holds the path of the secret ${secret}`, remove);
    return /^[A-Za-z_]\w*$/.test(name)
      ? name
      : new Refusal("letters, digits and _, not beginning with a digit", rename(name.replace(/\W|^(?=\d)/g, "_")));
  };

/** Reads the name of a response header. */
export function headerName(value: unknown): string | Refusal {
  const name = String(value);
  if (framing.includes(name.toLowerCase())) return new Refusal("another header: the proxy sets this one", remove);
  return /^[A-Za-z0-9-]+$/.test(name)
    ? name
    : new Refusal("letters, digits and -", rename(name.replace(/[^A-Za-z0-9-]+/g, "-")));
}

/** Reads a key of a configuration; the deploy alone sets the one that holds the file's digest. */
export const entryKey =
  (digestKey: string) =>
  (value: unknown): string | Refusal => {
    const key = String(value);
    if (key === digestKey) return new Refusal(`another key: the deploy itself sets ${key}`, remove);
    return /^[A-Za-z_][\w.]*$/.test(key)
      ? key
      : new Refusal(
          "letters, digits, _ and ., not beginning with a digit",
          rename(key.replace(/[^\w.]|^(?=\d)/g, "_")),
        );
  };
