import { createHash } from "node:crypto";

/** A static release before it is published: the content of each file by its path in the bundle. */
export type Bundle = ReadonlyMap<string, Buffer>;

/** A file of a static release, as it lies on the volume. */
export interface ReleaseFile {
  readonly path: string;
  readonly content: Buffer;
  readonly modified: Date;
}

/** Digest of a bundle and of where it is served: equal bundles have equal releases. */
export function digestOf(bundle: Bundle, place: object): string {
  const hash = createHash("sha256").update(JSON.stringify(place));
  for (const path of [...bundle.keys()].sort()) hash.update(`\0${path}\0${sha256(bundle.get(path)).toString("hex")}`);
  return hash.digest("hex").slice(0, 16);
}

const FIRST = Date.UTC(2000, 0, 1);
const SPAN_SECONDS = 2 ** 29;

/**
 * A time that follows from the content. nginx makes ETag and Last-Modified of a file's time and size, so they agree between
 * releases, and between hosts, exactly where the bytes do; a real time would also make two files of one second and one size alike.
 */
export function timeOf(content: Buffer): Date {
  return new Date(FIRST + (sha256(content).readUInt32BE(0) % SPAN_SECONDS) * 1000);
}

const sha256 = (content: Buffer = Buffer.alloc(0)) => createHash("sha256").update(content).digest();
