import type * as z from "zod";
import { withCertbot } from "../systems/certbot";
import { systems as allSystems } from "../systems/index";
import type { System } from "../systems/system";
import { encryptionProblems } from "./encryption";
import { isThisMachine, thisMachine } from "./hosts";
import { problemsOf } from "./issues";
import { nearest } from "./nearest";
import { namesLeftOut } from "./parts";
import { type Problem, SettingsError } from "./problems";
import { resolve } from "./resolve";
import { type Circumstances, type StackFile, stackFile } from "./schema";
import type { Settings } from "./settings";
import { systemProblems } from "./systemProblems";
import { problemsTogether } from "./together";
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
  const declared = likelySystem(values.system, systems);
  const system = declared && withCertbot(declared, { mode: modeOf(values.tls) });
  const developers = isForDevelopers(stack);
  const circumstances = {
    systems,
    system: system ?? noSystem,
    leftOut: namesLeftOut(values.without),
    external: namesOf(values.external),
    developers,
    builds: developers && isThisMachine(values.host ?? thisMachine),
    preview,
  };
  const result = stackFile(circumstances).safeParse(values, { reportInput: true });
  const issues = result.error?.issues.filter(({ path: [key] }) => system || !aboutSystem.includes(String(key))) ?? [];
  const ofSystem = system ? systemProblems(system) : [];
  const problems = onePerPlace([
    ...strayKeys(stack, Object.keys(config)),
    ...issues.flatMap((issue) => problemsOf(issue, stack, encrypted ?? new Set())),
    ...(encrypted ? encryptionProblems(stack, values, encrypted) : []),
    ...ofSystem,
    // What a system with mistakes comes to cannot be told.
    ...(ofSystem.length > 0 ? [] : combinationProblems(result.data ?? readable(values, issues, circumstances))),
  ]);
  if (!result.success || problems.length > 0) throw new SettingsError(stack, problems);
  return resolve(stack, result.data);

  function combinationProblems(file: StackFile | undefined): Problem[] {
    return file ? problemsTogether(resolve(stack, file), developers, file.tls?.key) : [];
  }
}

/** Whether a stack is for its developers alone, so that it may build, and be set up in ways that would not do for others. */
export const isForDevelopers = (stack: string) => /^local(-|$)/.test(stack);

/** The file without what is refused in it, so that the rest can be looked at as a whole; nothing where too little is left. */
function readable(values: object, issues: readonly z.core.$ZodIssue[], circumstances: Circumstances) {
  const rest = structuredClone(values);
  for (const issue of issues) {
    for (const key of issue.code === "unrecognized_keys" ? issue.keys : [undefined])
      leaveOut(rest, key === undefined ? issue.path : [...issue.path, key]);
  }
  return stackFile({ ...circumstances, builds: true, preview: true, draft: true }).safeParse(rest).data;
}

function leaveOut(value: unknown, [key, ...rest]: readonly PropertyKey[]): void {
  if (typeof value !== "object" || value === null || key === undefined) return;
  const map = value as Record<PropertyKey, unknown>;
  if (rest.length > 0) leaveOut(map[key], rest);
  else delete map[key];
}

const modeOf = (tls: unknown) => (typeof tls === "object" && tls !== null && "mode" in tls ? tls.mode : undefined);

const namesOf = (value: unknown) =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? Object.keys(value) : [];

function onePerPlace(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ where }, index) => problems.findIndex((other) => other.where === where) === index);
}

/** Keys that cannot be judged without a system. */
const aboutSystem = ["without", "external", "images", "environment", "configuration", "limits", "replicas", "secrets"];

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
