import { GiB } from "../settings/sizes";
import type { Coming } from "./coming";
import type { DiskSpace } from "./diskSpace";

/** What is to be told when the disk has too little room. */
export interface NoRoom {
  readonly stack: string;
  readonly coming: readonly Coming[];
  readonly reserveBytes: number;
  readonly space: DiskSpace;
  /** What was removed beforehand, in words. */
  readonly removed: readonly string[];
}

/** The message of a deploy that is refused for want of disk space. */
export function noRoom({ stack, coming, reserveBytes, space, removed }: NoRoom): string {
  const needed = coming.reduce((sum, { bytes }) => sum + bytes, reserveBytes);
  return [
    `the disk of ${space.host} has too little room for the images of this deploy; nothing was built or pulled`,
    `  needed:  ${gibibytes(needed)} in ${space.folder}`,
    ...coming.map(line),
    `    ${gibibytes(reserveBytes)} to stay free (roadstead:diskReserve)`,
    `  free:    ${gibibytes(space.free ?? 0)}`,
    `  removed: ${removed.length > 0 ? removed.join(", ") : NOTHING}`,
    `  fix:     on ${space.host}, free some of what \`docker system df\` lists (\`docker image prune\`), or give it a larger disk,`,
    `           or let less stay free: bin/pulumi config set diskReserve 500m --stack ${stack} (0 for no check)`,
  ].join("\n");
}

const NOTHING = "nothing; every image of the stack is in use or of the newest five releases";

function line({ name, bytes, like }: Coming): string {
  return `    ${gibibytes(bytes)} ${name}, ${like ? `as large as ${like}` : "a guess: the host has none of its repository"}`;
}

const gibibytes = (bytes: number) => `${(bytes / GiB).toFixed(1)} GiB`;
