import { GiB } from "../settings/sizes";
import { imagesOfRepository, type ListedImage, namesOf, tagsOf } from "./listedImage";
import { builtFromStage, listedReference, repositoryOf } from "./reference";

/** An image that a deploy will bring, and how much of the disk it may take. */
export interface Coming {
  /** Name as Docker lists it. */
  readonly name: string;
  readonly bytes: number;
  /** The image of the same repository that it was measured by. Without one the size is a guess. */
  readonly like?: string;
}

/** What an image without a predecessor is taken for: Docker tells no size of what a pull or a build will bring. */
export const GUESSED_BYTES = GiB;

/**
 * The wanted images that the host does not have. Each counts as large as the newest of its repository with the stages of that
 * one's build, in full, although layers that are there already will be shared.
 */
export function comingImages(wanted: readonly string[], images: readonly ListedImage[]): Coming[] {
  const present = new Set(images.flatMap(namesOf));
  const missing = [...new Set(wanted.map(listedReference))].filter((name) => !present.has(name));
  return missing.map((name) => {
    const [former] = imagesOfRepository(repositoryOf(name), images);
    if (!former) return { name, bytes: GUESSED_BYTES };
    return { name, bytes: former.Size + stageBytes(former, images), like: namesOf(former)[0] ?? former.Id };
  });
}

/** Ids of the wanted images that the host has, and in place of the others of the newest of their repositories. */
export function currentImages(wanted: readonly string[], images: readonly ListedImage[]): ReadonlySet<string> {
  const current = wanted.map(listedReference).map((name) => {
    const found = images.find((image) => namesOf(image).includes(name));
    return found ?? imagesOfRepository(repositoryOf(name), images)[0];
  });
  return new Set(current.flatMap((image) => image?.Id ?? []));
}

function stageBytes(built: ListedImage, images: readonly ListedImage[]): number {
  const names = namesOf(built);
  const stages = images.filter((image) => tagsOf(image).some((tag) => names.includes(builtFromStage(tag) ?? "")));
  return stages.reduce((sum, { Size }) => sum + Size, 0);
}
