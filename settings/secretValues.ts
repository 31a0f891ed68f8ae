import { type Fix, remove, setSecret } from "./commands";
import { Refusal } from "./refusal";

/** Sets a new random root key. */
export const setRootKey: Fix = ({ stack }) =>
  `bin/pulumi config set --secret rootKey "$(openssl rand -hex 32)" --stack ${stack}`;

/** The key from which a stack's generated secrets derive. */
export function rootKey(value: unknown): string | Refusal {
  return typeof value === "string" && /^[0-9a-f]{64}$/i.test(value)
    ? value
    : new Refusal("64 hexadecimal digits", setRootKey);
}

/** A secret that comes from outside. */
export function providedValue(value: unknown): string | Refusal {
  return typeof value === "string" && value !== ""
    ? value
    : new Refusal("text, since the system does not generate this secret", setSecret);
}

/** Refuses a value for a secret that derives from the root key. */
export function noValue(): Refusal {
  return new Refusal("no value: this one derives from the root key, and a higher `version` renews it", remove);
}
