import { imageName } from "../systems/imageName";
import type { System } from "../systems/system";

/**
 * The engine's `--target` patterns for some parts of a system: the look at the disk, their images, containers, admissions and static
 * releases, and the cutover where a service is among them.
 */
export function targetsOf(
  system: System,
  parts: readonly string[],
  images: Readonly<Record<string, string>>,
): string[] {
  const services = parts.filter((part) => part in system.services);
  const patterns = parts.flatMap((part) => [imagePattern(system, part, images[part]), ...ownPatterns(system, part)]);
  return ["**::room", ...new Set([...patterns, ...(services.length > 0 ? ["**::cutover"] : [])])];
}

/** As flags of `pulumi up`. */
export const targetFlags = (patterns: readonly string[]) => patterns.flatMap((pattern) => ["--target", pattern]);

function ownPatterns({ services }: System, part: string): string[] {
  return part in services
    ? [`**$roadstead:index:Service$docker:index/container:Container::${part}-*`, `**::${part}-admission`]
    : [`**$roadstead:index:StaticVolume$**::${part}`, `**::${part}-stage`, `**::${part}-publish`];
}

function imagePattern({ services, staticVolumes }: System, part: string, override: string | undefined): string {
  const image = services[part]?.image ?? staticVolumes[part]?.image;
  if (override === undefined && image && !("name" in image)) return `**::${imageName(image)}-build`;
  return `**RemoteImage::${override ?? (image as { name: string }).name}`;
}
