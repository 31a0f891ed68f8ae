import type { Mistake } from "./mistake";
import { type Mounted, mountsOf } from "./secretMount";
import { type System, secretVariables } from "./system";

type Mounts = Pick<System, "services" | "jobs" | "secrets">;

/** Secrets that nothing defines, or that nothing reads, and variables that two mounts would set. */
export function secretMistakes(system: Mounts): Mistake[] {
  const mounts = mountsOf(system);
  const known = Object.keys(system.secrets);
  const undefinedOnes = mounts.filter(({ mount }) => !known.includes(mount.name));
  const unread = known.filter((name) => !mounts.some(({ mount }) => mount.name === name));
  return [
    ...undefinedOnes.map(({ where, mount }) => ({ where: `${where}.name`, found: `"${mount.name}"`, expected: known })),
    ...unread.map((name) => ({
      where: `secrets.${name}`,
      found: "a secret that nothing reads",
      expected: "a service or job that mounts it",
      fix: "mount it, or take it out,",
    })),
    ...variableMistakes(mounts),
  ];
}

function variableMistakes(mounts: readonly Mounted[]): Mistake[] {
  return mounts.flatMap(({ part, mount, where }, index) => {
    const before = mounts.slice(0, index).filter((other) => other.part === part);
    return secretVariables(mount).flatMap((variable) => {
      const other = before.find((earlier) => secretVariables(earlier.mount).includes(variable));
      if (!other) return [];
      return [{ where, found: `the variable ${variable}`, expected: `one that ${other.mount.name} does not set` }];
    });
  });
}
