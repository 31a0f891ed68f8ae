import { systems as allSystems } from "../systems/index";
import type { System } from "../systems/system";
import { encryptionProblems } from "./encryption";
import { isThisMachine, thisMachine } from "./hosts";
import { problemsOf } from "./issues";
import { nearest } from "./nearest";
import { namesLeftOut } from "./parts";
import { type Problem, SettingsError } from "./problems";
import { resolve } from "./resolve";
import { stackFile } from "./schema";
import type { Settings } from "./settings";
import { systemProblems } from "./systemProblems";
import { strayKeys, unravel } from "./unravel";

export interface ParseOptions {
  /** Systems that a stack may name. Default: all of the project's. */
  readonly systems?: Readonly<Record<string, System>>;
  /** Whether nothing will be changed, so that the root key may be missing. Default: false. */
  readonly preview?: boolean;
  /** Top-level keys that hold an encrypted value. Default: not known, and not checked. */
  readonly encrypted?: ReadonlySet<string> | undefined;
}

/** Checks a stack file's `config:` and completes it, or throws a SettingsError that lists all that is wrong with it. */
export function parseSettings(
  stack: string,
  config: Readonly<Record<string, unknown>>,
  { systems = allSystems, preview = false, encrypted }: ParseOptions = {},
): Settings {
  const values = unravel(config);
  const system = likelySystem(values.system, systems);
  const builds = /^local(-|$)/.test(stack) && isThisMachine(values.host ?? thisMachine);
  const leftOut = namesLeftOut(values.without);
  const schema = stackFile({ systems, system: system ?? noSystem, leftOut, builds, preview });
  const result = schema.safeParse(values, { reportInput: true });
  const issues = result.error?.issues.filter(({ path: [key] }) => system || !aboutSystem.includes(String(key))) ?? [];
  const problems = onePerPlace([
    ...strayKeys(stack, Object.keys(config)),
    ...issues.flatMap((issue) => problemsOf(issue, stack, encrypted ?? new Set())),
    ...(encrypted ? encryptionProblems(stack, values, encrypted) : []),
    ...(system ? systemProblems(system) : []),
  ]);
  if (!result.success || problems.length > 0) throw new SettingsError(stack, problems);
  return resolve(stack, result.data);
}

function onePerPlace(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ where }, index) => problems.findIndex((other) => other.where === where) === index);
}

/** Keys that cannot be judged without a system. */
const aboutSystem = ["without", "images", "environment", "configuration", "limits", "replicas", "secrets"];

const noSystem: System = {
  name: "",
  services: {},
  jobs: {},
  staticVolumes: {},
  surfaces: {},
  proxy: { image: { name: "" }, routes: [], limits: { memoryMiB: 0, cpus: 0 } },
  secrets: {},
};

/** A missing or misspelt name still lets the rest of the file be checked. */
function likelySystem(name: unknown, systems: Readonly<Record<string, System>>): System | undefined {
  const names = Object.keys(systems);
  return systems[(names.length === 1 ? names[0] : nearest(String(name ?? ""), names)) ?? ""];
}
