import type { System } from "./system";

type Surfaces = Pick<System, "surfaces">;

/** The services and static volumes of a surface; `all` is every one that is in any. Throws with the known names. */
export function partsOf({ surfaces }: Surfaces, surface: string): readonly string[] {
  if (surface === "all") return Object.values(surfaces).flat();
  const known = [...Object.keys(surfaces), "all"].join(", ");
  if (surfaces[surface] === undefined) throw new Error(`there is no surface ${surface}; there are ${known}`);
  return surfaces[surface];
}

/** What a whole release moves before this part: all that is in the surfaces before its own. */
export function earlierParts({ surfaces }: Surfaces, part: string): readonly string[] {
  return Object.values(surfaces)
    .slice(0, Math.max(0, rankOf({ surfaces }, part)))
    .flat();
}

/** Things in the order in which a whole release moves the parts that they belong to; what is in no surface comes first. */
export function inOrder<T>(system: Surfaces, things: readonly T[], partOf: (thing: T) => string): T[] {
  return [...things].sort((a, b) => rankOf(system, partOf(a)) - rankOf(system, partOf(b)));
}

const rankOf = ({ surfaces }: Surfaces, part: string) =>
  Object.values(surfaces).findIndex((parts) => parts.includes(part));
