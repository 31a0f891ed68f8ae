import { accountMistakes } from "../systems/accountMistakes";
import { needMistakes } from "../systems/needs";
import type { System } from "../systems/system";
import { nearest } from "./nearest";
import type { Problem } from "./problems";

/** What is wrong with a system itself, whichever stack runs it. */
export function systemProblems(system: System): Problem[] {
  const file = `systems/${system.name}.ts`;
  return [...needProblems(system, file), ...accountProblems(system, file)];
}

const accountProblems = (system: System, file: string): Problem[] =>
  accountMistakes(system).map(({ where, found, expected }) => ({
    where: `${file}: ${where}`,
    found,
    expected,
    fix: `change it in ${file}`,
  }));

function needProblems(system: System, file: string): Problem[] {
  return needMistakes(system).map(({ where, found, known }) => {
    const likely = nearest(found.replaceAll('"', ""), known);
    const change = likely
      ? `write "${likely}"`
      : known.length > 0
        ? "write one of these"
        : "take one of these needs out";
    return {
      where: `${file}: ${where}`,
      found,
      expected: known.length > 0 ? `one of ${known.join(", ")}` : "needs that lead back to nothing",
      fix: `${change} in ${file}`,
    };
  });
}
