import { label } from "../systems/labels";
import { digestsOf, imagesOfRepository, type ListedImage, namesOf, repositoriesOf, tagsOf } from "./listedImage";
import { builtFromStage } from "./reference";

/** An image that a stack needs no more, or the name of a stage of its build. */
export interface OldImage {
  readonly name: string;
  /** What Docker is told to remove: an id with all its names, or one name. */
  readonly remove: string;
}

/** What keeps an image; all are Docker ids. */
export interface Uses {
  /** Images of containers, whether or not they run. */
  readonly contained: ReadonlySet<string>;
  /** Images in the records of the newest five releases. */
  readonly released: ReadonlySet<string>;
  /** Images that the stack's present release consists of. */
  readonly current: ReadonlySet<string>;
}

const UNRECORDED_KEPT = 5;

/**
 * Chooses what may go: images that the stack built, and those pulled by digest from a repository that a current one comes from,
 * unless something uses them. The records do not hold the images of static volumes and stateful services: of a repository that
 * none of them names, the newest five stay. A stage of a build goes with the image that was built.
 */
export function oldImages(stack: string, images: readonly ListedImage[], uses: Uses): OldImage[] {
  const kept = new Set([...uses.contained, ...uses.released, ...uses.current, ...unrecorded(images, uses)]);
  const pulled = pulledFrom(images, uses.current);
  const isOurs = (image: ListedImage) => isBuilt(image, stack) || isPulled(image, pulled);
  const built = new Set(images.filter(({ Id }) => kept.has(Id)).flatMap(tagsOf));
  const stages = images.flatMap(tagsOf).filter((tag) => {
    const of = builtFromStage(tag);
    return of?.startsWith(`${stack}/`) && !built.has(of);
  });
  return [
    ...images.filter((image) => isOurs(image) && !kept.has(image.Id)).map(whole),
    ...stages.map((tag) => ({ name: tag, remove: tag })),
  ];
}

function unrecorded(images: readonly ListedImage[], { released, current }: Uses): string[] {
  const recorded = repositoriesAmong(images, released);
  const lacking = [...repositoriesAmong(images, current)].filter((repository) => !recorded.has(repository));
  const newest = lacking.flatMap((repository) => imagesOfRepository(repository, images).slice(0, UNRECORDED_KEPT));
  return newest.map(({ Id }) => Id);
}

function repositoriesAmong(images: readonly ListedImage[], ids: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(images.filter(({ Id }) => ids.has(Id)).flatMap((image) => [...repositoriesOf(image)]));
}

/** Repositories of current images that were pulled by digest: a tag may be anyone's. */
function pulledFrom(images: readonly ListedImage[], current: ReadonlySet<string>): ReadonlySet<string> {
  const byDigest = images.filter((image) => tagsOf(image).length === 0);
  return repositoriesAmong(byDigest, current);
}

function isBuilt(image: ListedImage, stack: string): boolean {
  const onlyStage = namesOf(image).length === 0 && tagsOf(image).length > 0;
  return image.Labels?.[label.imageStack] === stack && !onlyStage;
}

function isPulled(image: ListedImage, repositories: ReadonlySet<string>): boolean {
  const found = [...repositoriesOf(image)];
  return tagsOf(image).length === 0 && digestsOf(image).length > 0 && found.every((name) => repositories.has(name));
}

const whole = (image: ListedImage): OldImage => ({ name: namesOf(image)[0] ?? image.Id, remove: image.Id });
