/** How many versions of a secret stay on the host. */
export const VERSIONS_KEPT = 3;

/** The generated versions that stay on the host, oldest first. */
export const keptVersions = (newest: number) =>
  Array.from({ length: Math.min(newest, VERSIONS_KEPT) }, (_, age) => newest - age).reverse();

/** The versions that a container holds, by secret, as its label says them: `postgres_password=1,redis_password=2`. */
export const versionsNotation = (versions: readonly (readonly [secret: string, version: number])[]) =>
  versions.map(([secret, version]) => `${secret}=${version}`).join(",");

/** Reads what `versionsNotation` writes. */
export function versionsIn(notation: string): ReadonlyMap<string, number> {
  const pairs = notation.split(",").map((pair) => pair.split("="));
  return new Map(pairs.flatMap(([secret, version]) => (secret && version ? [[secret, Number(version)]] : [])));
}

/** The name of the user that belongs to a version of an account's secret. */
export const userName = (account: { readonly name: string }, version: number) => `${account.name}_${version}`;

/** The version whose user this is; undefined for another account's user. */
export function versionOfUser(account: { readonly name: string }, user: string): number | undefined {
  const version = user.startsWith(`${account.name}_`) ? user.slice(account.name.length + 1) : "";
  return /^\d+$/.test(version) ? Number(version) : undefined;
}
