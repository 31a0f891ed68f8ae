import { fileName, type SecretReader } from "../systems/secretMount";

/** A file of a secret's volume. */
export interface SecretFile {
  readonly path: string;
  readonly content: string;
  readonly owner: number;
  readonly mode: number;
}

/** The name of the file that says which version a volume holds whose files change in place. */
export const VERSION_FILE = "version";

/** A value as each of its readers finds it. */
export const filesOf = (value: string, readers: readonly SecretReader[]): SecretFile[] =>
  readers.map((reader) => ({ path: fileName(reader), content: value, owner: reader.uid, mode: reader.mode }));

/** A value that changes in place, with the version that it has. */
export const filesInPlace = (version: number, value: string, readers: readonly SecretReader[]): SecretFile[] => [
  ...filesOf(value, readers),
  { path: VERSION_FILE, content: `${version}\n`, owner: 0, mode: 0o444 },
];

/** The files that a volume lacks. One that was cut off while it was written is lacking too. */
export const missingFiles = (present: ReadonlyMap<string, string>, wanted: readonly SecretFile[]) =>
  wanted.filter(({ path, content }) => isBeginning(present.get(path) ?? "", content));

/** Whether a volume holds another value than the wanted one. */
export const holdsAnother = (present: ReadonlyMap<string, string>, wanted: readonly SecretFile[]) =>
  wanted.some(({ path, content }) => {
    const found = present.get(path) ?? "";
    return found !== content && !isBeginning(found, content);
  });

const isBeginning = (found: string, content: string) => found.length < content.length && content.startsWith(found);
