import type * as z from "zod";
import { dotted, type Fix, type Place, remove, rename, setTo } from "./commands";
import { describe, describeSecret } from "./found";
import { nearest } from "./nearest";
import type { Problem } from "./problems";
import { Refusal } from "./refusal";

/** Names of what a map's keys stand for, where it is not just a key. */
const nouns: Readonly<Record<string, string>> = {
  external: "store",
  images: "service",
  environment: "service",
  configuration: "service",
  limits: "service",
  replicas: "service",
  secrets: "secret",
};

/** Turns what zod found into problems of a stack file. */
export function problemsOf(issue: z.core.$ZodIssue, stack: string, encrypted: ReadonlySet<string>): Problem[] {
  const path = issue.path.map(String);
  const place = { stack, path };
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKey({ stack, path: [...path, key] }, issue.message.split(", ")));
  }
  if (issue.code === "invalid_key") {
    return issue.issues.map((inner) => problem(place, `the name ${describe(path.at(-1))}`, refusalIn(inner)));
  }
  const found = isSecret(path, issue.input, encrypted) ? describeSecret(issue.input) : describe(issue.input);
  return [problem(place, found, refusalIn(issue))];
}

/** Key and path as they stand in a stack file. */
export const whereabouts = (path: readonly string[]) => `roadstead:${dotted(path)}`;

function problem(place: Place, found: string, { expected, fix, found: told }: Refusal): Problem {
  return { where: whereabouts(place.path), found: told ?? found, expected, fix: fix(place) };
}

function refusalIn(issue: z.core.$ZodIssue): Refusal {
  const refusal = issue.code === "custom" ? issue.params?.refusal : undefined;
  return refusal instanceof Refusal ? refusal : new Refusal(issue.message, startAgain);
}

function unknownKey(place: Place, known: readonly string[]): Problem {
  const [key = "", first = ""] = [place.path.at(-1), place.path[0]];
  const noun = place.path.length === 2 ? (nouns[first] ?? "key") : "key";
  const [parent = ""] = key.split(".");
  if (parent !== key && known.includes(parent)) return problem(place, "a key with dots", notNested);
  const likely = nearest(key, known);
  const expected = known.length > 0 ? `one of ${known.join(", ")}` : "no key here";
  return problem(place, `an unknown ${noun}`, new Refusal(expected, likely ? rename(likely) : remove));
}

const notNested = new Refusal("a path, which `config set` only takes with --path", (place) => {
  const nested = { ...place, path: place.path.flatMap((part) => part.split(".")) };
  return `${remove(place)} && ${setTo("<value>")(nested)}`;
});

const startAgain: Fix = (place) => `${remove(place)}, then set its parts one by one with --path`;

function isSecret([key = "", ...rest]: readonly string[], value: unknown, encrypted: ReadonlySet<string>): boolean {
  if (key === "secrets") return rest.at(-1) !== "version" || typeof value !== "number";
  if (key === "tls") return rest.at(-1) === "key" || (rest.length === 0 && encrypted.has(key));
  return key === "rootKey" || encrypted.has(key);
}
