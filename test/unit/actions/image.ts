import type { ListedImage } from "../../../actions/listedImage";
import { GiB } from "../../../settings/sizes";

interface Facts {
  /** Seconds since 1970. */
  readonly created?: number;
  readonly gibibytes?: number;
  readonly tags?: readonly string[];
  readonly digests?: readonly string[];
  /** Stack that it was built for. */
  readonly builtFor?: string;
}

/** An image in Docker's own form of a list. */
export const image = (
  Id: string,
  { created = 1, gibibytes = 1, tags = [], digests = [], builtFor }: Facts,
): ListedImage => ({
  Id,
  Created: created,
  Size: gibibytes * GiB,
  RepoTags: [...tags],
  RepoDigests: [...digests],
  Labels: builtFor === undefined ? {} : { "roadstead.image.stack": builtFor },
});

/** The digest of a context, or of an image, from a short word of hexadecimal digits. */
export const digest = (word: string) => word.padEnd(16, "0");
export const sha = (word: string) => `sha256:${word.padEnd(64, "0")}`;
