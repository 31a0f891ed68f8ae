import { type Place, setSecret } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";

const keepers = ["rootKey", "secrets", "tls"];

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
  const provided = Object.entries((values.secrets ?? {}) as Record<string, unknown>).flatMap(([name, secret]) =>
    valuePaths(secret).map((path) => ["secrets", name, ...path]),
  );
  const key = typeof values.tls === "object" && values.tls !== null && "key" in values.tls ? [["tls", "key"]] : [];
  return [...provided, ...key, ...("rootKey" in values ? [["rootKey"]] : [])];
}

/** Where a secret has values: its own, and those of former versions. */
function valuePaths(secret: unknown): string[][] {
  if (typeof secret !== "object" || secret === null) return [];
  const { former } = secret as { former?: unknown };
  const earlier = Array.isArray(former) ? former.map((_, index) => ["former", String(index), "value"]) : [];
  return "value" in secret ? [["value"], ...earlier] : earlier;
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
