import { type Coming, comingImages, currentImages } from "./coming";
import { type DiskSpace, diskSpace } from "./diskSpace";
import { connect } from "./docker";
import { sweepImages } from "./imageSweep";
import { noRoom } from "./roomReport";

/** What the action `room` is told. */
export interface Room {
  readonly stack: string;
  /** Names of all images of the release. */
  readonly images: readonly string[];
  /** Bytes that must stay free; with 0 nothing is checked. */
  readonly reserveBytes: number;
}

/**
 * Sees that the host's disk has room for the images that the release brings. With too little it removes the stack's old images, and
 * throws when that does not do.
 */
export async function room({ stack, images: wanted, reserveBytes }: Room, say: (line: string) => void): Promise<void> {
  const docker = connect();
  const images = await docker.listImages();
  const coming = comingImages(wanted, images);
  if (coming.length === 0 || reserveBytes === 0) return;
  const before = await diskSpace(docker, stack);
  if (before.free === undefined) return say(`the disk of ${before.host} could not be checked: no proxy runs there yet`);
  if (suffices(before, coming, reserveBytes)) return;
  const removed = await sweepImages(docker, stack, currentImages(wanted, images));
  for (const what of removed) say(`removed ${what} to make room`);
  const space = await diskSpace(docker, stack);
  if (!suffices(space, coming, reserveBytes)) throw new Error(noRoom({ stack, coming, reserveBytes, space, removed }));
}

function suffices({ free = 0 }: DiskSpace, coming: readonly Coming[], reserveBytes: number): boolean {
  return free >= coming.reduce((sum, { bytes }) => sum + bytes, reserveBytes);
}
