import { imageName } from "../systems/imageName";
import { jobsNeededBy } from "../systems/needs";
import { keptVersions } from "../systems/secretVersions";
import type { BaseImage, BuiltImage, System } from "../systems/system";

/** What a stack file says that targets depend on. */
export interface StackWords {
  /** Images by the part that they are named for. Default: none is named. */
  readonly images?: Readonly<Record<string, string>>;
  /** Versions of secrets. Default: 1 each. */
  readonly versions?: Readonly<Record<string, number>>;
}

/**
 * The engine's `--target` patterns for some parts of a system and the jobs that they need: the look at the disk, their images,
 * secrets that have rotated, containers, configurations, admissions, runs and static releases, and the cutover where a service is
 * among them. A former user of an account is no target: what another part holds goes with a deploy of everything.
 */
export function targetsOf(
  system: System,
  parts: readonly string[],
  { images = {}, versions = {} }: StackWords,
): string[] {
  const services = parts.filter((part) => part in system.services);
  const all = [...new Set([...jobsNeededBy(system, parts), ...parts])];
  const patterns = all.flatMap((part) => [
    imagePattern(system, part, images),
    ...secretPatterns(system, part, versions),
    ...ownPatterns(system, part),
  ]);
  return ["**::room", ...new Set([...patterns, ...(services.length > 0 ? ["**::cutover"] : [])])];
}

/** As flags of `pulumi up`. */
export const targetFlags = (patterns: readonly string[]) => patterns.flatMap((pattern) => ["--target", pattern]);

function ownPatterns({ services, jobs }: System, part: string): string[] {
  if (part in jobs) return [`**$roadstead:index:Job$docker:index/container:Container::${part}`, `**::${part}-run`];
  const service = services[part];
  if (!service) return [`**$roadstead:index:StaticVolume$**::${part}`, `**::${part}-stage`, `**::${part}-publish`];
  return [
    `**$roadstead:index:Service$docker:index/container:Container::${part}-*`,
    `**::${part}-admission`,
    ...(service.configuration ? [`**::${part}-configuration`] : []),
  ];
}

function secretPatterns(
  { services, jobs }: System,
  part: string,
  versions: NonNullable<StackWords["versions"]>,
): string[] {
  const mounts = (services[part] ?? jobs[part])?.secrets ?? [];
  return mounts.flatMap(({ name }) => {
    const version = versions[name] ?? 1;
    if (version === 1) return [];
    const volumes = [...keptVersions(version), "current"].map(
      (each) => `**$docker:index/volume:Volume::${name}-${each}`,
    );
    return [...volumes, `**::${name}-file`, `**::${name}-user-${version}`, `**::${name}-superuser`];
  });
}

function imagePattern(system: System, part: string, images: Readonly<Record<string, string>>): string {
  const [owner, image] = imageOf(system, part);
  const override = images[owner];
  if (override === undefined && !("name" in image)) return `**::${imageName(image)}-build`;
  return `**RemoteImage::${override ?? (image as BaseImage).name}`;
}

/** The part's image, and the part that a stack file would name it for. */
function imageOf(system: System, part: string): [string, BuiltImage | BaseImage] {
  const { image } = (system.services[part] ?? system.jobs[part] ?? system.staticVolumes[part]) as {
    image: System["jobs"][string]["image"];
  };
  return "service" in image ? imageOf(system, image.service) : [part, image];
}
