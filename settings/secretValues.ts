import { dotted, type Fix, remove, setSecret } from "./commands";
import { Refusal } from "./refusal";
import { isPlaceholder, STRONG, weakness } from "./weakness";

/** Sets a new random root key. */
export const setRootKey: Fix = ({ stack }) =>
  `bin/pulumi config set --secret rootKey "$(openssl rand -hex 32)" --stack ${stack}`;

/** The key from which a stack's generated secrets derive. */
export function rootKey(value: unknown): string | Refusal {
  return typeof value === "string" && /^[0-9a-f]{64}$/i.test(value)
    ? value
    : new Refusal("64 hexadecimal digits", setRootKey);
}

/** What a secret from outside has to be: a `key` is not guessable, a `real` one is none of an example's. */
type Standard = "any" | "real" | "key";

/** Reads a secret that comes from outside. */
export const providedValue =
  (standard: Standard) =>
  (value: unknown): string | Refusal => {
    if (typeof value !== "string" || value === "")
      return new Refusal("text, since the system does not generate this secret", setSecret);
    const weak = standard === "key" ? weakness(value) : undefined;
    if (weak) return new Refusal(`${STRONG}, since it signs or encrypts`, setRandom, weak);
    return standard === "real" && isPlaceholder(value)
      ? new Refusal("the value itself", setSecret, "a placeholder (not shown)")
      : value;
  };

const setRandom: Fix = ({ path, stack }) =>
  `openssl rand -hex 32 | bin/pulumi config set --secret --path ${dotted(path)} --stack ${stack}`;

/** Refuses a value for a secret that derives from the root key. */
export function noValue(): Refusal {
  return new Refusal("no value: this one derives from the root key, and a higher `version` renews it", remove);
}
