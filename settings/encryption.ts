import { type Place, setSecret } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";

const keepers = ["rootKey", "secrets"];

/** Secret values in clear text, and encrypted ones where nothing would keep them secret. */
export function encryptionProblems(
  stack: string,
  values: Readonly<Record<string, unknown>>,
  encrypted: ReadonlySet<string>,
): Problem[] {
  const clear = secretPaths(values).filter(([key = ""]) => !encrypted.has(key));
  const lost = Object.keys(values).filter((key) => encrypted.has(key) && !keepers.includes(key));
  return [...clear.map((path) => inClearText({ stack, path })), ...lost.map((key) => unkept({ stack, path: [key] }))];
}

/** The engine only says which top-level keys hold something encrypted, not where. */
function secretPaths(values: Readonly<Record<string, unknown>>): string[][] {
  const provided = Object.entries((values.secrets ?? {}) as Record<string, unknown>)
    .filter(([, secret]) => typeof secret === "object" && secret !== null && "value" in secret)
    .map(([name]) => ["secrets", name, "value"]);
  return "rootKey" in values ? [...provided, ["rootKey"]] : provided;
}

function inClearText(place: Place): Problem {
  return {
    where: whereabouts(place.path),
    found: "a secret in clear text",
    expected: "an encrypted value",
    fix: `${setSecret(place)}, and consider the old value known to all who can read the file`,
  };
}

function unkept(place: Place): Problem {
  return {
    where: whereabouts(place.path),
    found: "an encrypted value",
    expected: "plain values; what is secret belongs to a secret that the system declares",
    fix: `write it in clear text if it is no secret, else take it out of Pulumi.${place.stack}.yaml`,
  };
}
