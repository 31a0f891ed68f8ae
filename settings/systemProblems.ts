import { accountMistakes } from "../systems/accountMistakes";
import type { Mistake } from "../systems/mistake";
import { needMistakes } from "../systems/needs";
import { routeMistakes } from "../systems/routeMistakes";
import { runMistakes } from "../systems/runMistakes";
import { secretMistakes } from "../systems/secretMistakes";
import { storeMistakes } from "../systems/storeMistakes";
import type { System } from "../systems/system";
import { nearest } from "./nearest";
import type { Problem } from "./problems";

/** Each reads one side of a system. */
const readers = [needMistakes, runMistakes, routeMistakes, storeMistakes, secretMistakes, accountMistakes];

/** What is wrong with a system itself, whichever stack runs it. */
export function systemProblems(system: System): Problem[] {
  const file = `systems/${system.name}.ts`;
  return readers.flatMap((mistakes) => mistakes(system)).map((mistake) => problem(mistake, file));
}

function problem({ where, found, expected, fix }: Mistake, file: string): Problem {
  const names = typeof expected === "string" ? [] : expected;
  const likely = nearest(found.replaceAll('"', ""), names);
  const change = likely ? `write "${likely}"` : names.length > 0 ? "write one of these" : "change it";
  return {
    where: `${file}: ${where}`,
    found,
    expected:
      typeof expected === "string"
        ? expected
        : names.length > 0
          ? `one of ${names.join(", ")}`
          : "a name, of which there is none that fits",
    fix: `${fix ?? change} in ${file}`,
  };
}
