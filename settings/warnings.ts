import type { System } from "../systems/system";

/** What is in order and yet should be known. */
export function warningsOf({ name: system, services }: System): string[] {
  return Object.entries(services).flatMap(([name, { longestTaskSeconds = 0, stopGraceSeconds = 10 }]) =>
    longestTaskSeconds > stopGraceSeconds
      ? [
          `${name} is killed ${stopGraceSeconds} s after it was told to stop, and a task of it may take ${longestTaskSeconds} s: ` +
            `a deploy may cut one off. Raise \`stopGraceSeconds\` of ${name} in systems/${system}.ts to at least ${longestTaskSeconds}.`,
        ]
      : [],
  );
}
