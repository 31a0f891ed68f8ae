import { nearest } from "./nearest";
import type { Problem } from "./problems";

const namespace = "roadstead";

/** Keys whose values are maps or lists; the engine passes those on as JSON. */
const maps = [
  "without",
  "external",
  "ports",
  "tls",
  "cloudflare",
  "images",
  "environment",
  "configuration",
  "limits",
  "replicas",
  "secrets",
  "proxy",
];

/** The project's own values by key, decoded. A key with nothing behind it counts as left out. */
export function unravel(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = Object.entries(config).flatMap(([name, value]): [string, unknown][] => {
    const key = ownKey(name);
    return key === undefined ? [] : [[key, decoded(key, value)]];
  });
  return Object.fromEntries(own.filter(([, value]) => value !== undefined && value !== null && value !== ""));
}

/** The key without the project's namespace; nothing for a key of another package. */
export function ownKey(name: string): string | undefined {
  const [owner, key] = name.includes(":") ? name.split(":") : [namespace, name];
  return owner === namespace ? key : undefined;
}

/** Keys whose namespace is a slip of the pen: the engine takes them for another package's. */
export function strayKeys(stack: string, names: readonly string[]): Problem[] {
  return names
    .map((name) => ({ name, owner: name.split(":")[0] ?? "", key: name.split(":")[1] }))
    .filter(({ owner, key }) => key !== undefined && owner !== namespace && nearest(owner, [namespace]))
    .map(({ name, owner, key }) => ({
      where: name,
      found: `the namespace ${owner}`,
      expected: namespace,
      fix: `rename it to ${namespace}:${key} in Pulumi.${stack}.yaml, or remove it: bin/pulumi config rm ${name} --stack ${stack}`,
    }));
}

function decoded(key: string, value: unknown): unknown {
  if (typeof value !== "string" || !maps.includes(key)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
