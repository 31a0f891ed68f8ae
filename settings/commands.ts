/** A value's place in a stack file, the project's namespace left out. */
export interface Place {
  readonly stack: string;
  readonly path: readonly string[];
}

/** Says how to mend what stands at a place. */
export type Fix = (place: Place) => string;

/** The path in the notation of `pulumi config --path`. */
export function dotted([key = "", ...rest]: readonly string[]): string {
  return rest.reduce((path, part) => path + step(part), key);
}

function step(part: string): string {
  if (/^\d+$/.test(part)) return `[${part}]`;
  return /[.[\]"]/.test(part) ? `["${part}"]` : `.${part}`;
}

/** `pulumi config set` with this value. */
export const set =
  (value: string): Fix =>
  (place) =>
    setTo(quote(value))(place);

/** `pulumi config set` with a value that the shell works out. */
export const setTo =
  (words: string): Fix =>
  ({ path, stack }) =>
    `bin/pulumi config set ${target(path)} ${words} --stack ${stack}`;

/** `pulumi config set` with the text of a file. */
export const setFile =
  (file: string): Fix =>
  ({ path, stack }) =>
    `bin/pulumi config set ${target(path)} --stack ${stack} <${file}`;

/** `pulumi config set --secret`, which asks for the value, so that no shell history keeps it. */
export const setSecret: Fix = ({ path, stack }) => `bin/pulumi config set --secret ${target(path)} --stack ${stack}`;

/** `pulumi config rm`. */
export const remove: Fix = ({ path, stack }) => `bin/pulumi config rm ${target(path)} --stack ${stack}`;

/** Another name for the key. */
export const rename =
  (name: string): Fix =>
  (place) =>
    `rename it to ${name} in Pulumi.${place.stack}.yaml, or remove it: ${remove(place)}`;

/** The word as a POSIX shell takes it literally. */
export function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function target(path: readonly string[]): string {
  return path.length === 1 ? quote(path.join()) : `--path ${quote(dotted(path))}`;
}
