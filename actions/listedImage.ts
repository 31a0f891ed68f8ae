import type Docker from "dockerode";
import { builtFromStage, repositoryOf } from "./reference";

/** An image as Docker lists it; its size includes layers that other images share. */
export type ListedImage = Pick<Docker.ImageInfo, "Id" | "Created" | "Size" | "RepoTags" | "RepoDigests" | "Labels">;

export const tagsOf = ({ RepoTags }: ListedImage) => named(RepoTags);

export const digestsOf = ({ RepoDigests }: ListedImage) => named(RepoDigests);

/** Tags and digests, without those that only mark a stage of a build. */
export const namesOf = (image: ListedImage) =>
  [...tagsOf(image), ...digestsOf(image)].filter((name) => builtFromStage(name) === undefined);

/** The repositories that an image has a name in. */
export const repositoriesOf = (image: ListedImage) => new Set(namesOf(image).map(repositoryOf));

/** The images that have a name in the repository, newest first. */
export function imagesOfRepository(repository: string, images: readonly ListedImage[]): ListedImage[] {
  return images.filter((image) => repositoriesOf(image).has(repository)).sort((a, b) => b.Created - a.Created);
}

/** Docker lists `<none>` where an image has no name. */
const named = (names: readonly string[] | null | undefined) =>
  (names ?? []).filter((name) => !name.startsWith("<none>"));
