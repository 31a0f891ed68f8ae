import { type AccountSecret, accountsOf, superuserOf } from "./accounts";
import type { Mistake } from "./mistake";
import { type Mounted, mountsOf } from "./secretMount";
import type { System } from "./system";
import { isStateful } from "./updateOrder";

/** Accounts that could not be made, or could not rotate, and mounts that do not fit what they mount. */
export function accountMistakes(system: System): Mistake[] {
  const accounts = accountsOf(system);
  return [
    ...accounts.flatMap((account) => ownMistakes(system, account)),
    ...sharedDatabases(accounts),
    ...mountsOf(system).flatMap((mounted) => mountMistakes(accounts, mounted)),
  ];
}

const NAME = /^[a-z][a-z0-9_]*$/;

function ownMistakes(system: System, { secret, account }: AccountSecret): Mistake[] {
  const at = (key: string) => `secrets.${secret}.account.${key}`;
  const { service, name } = account;
  const names = { name, ...(account.kind === "postgres-role" ? { database: account.database } : {}) };
  const misnamed = Object.entries(names).flatMap(([key, value]) =>
    NAME.test(value) ? [] : [{ where: at(key), found: `"${value}"`, expected: "lower-case letters, digits and _" }],
  );
  if (!isStateful(system.services[service] ?? {}))
    return [...misnamed, { where: at("service"), found: `"${service}"`, expected: "a service that keeps data" }];
  if (account.kind === "rabbitmq-user" || superuserOf(system, service)) return misnamed;
  const expected = "a service that mounts the password of a `superuser` account of its own, which makes the others";
  return [...misnamed, { where: at("service"), found: `"${service}"`, expected }];
}

/** A role owns its database. */
function sharedDatabases(accounts: readonly AccountSecret[]): Mistake[] {
  const owners = accounts.flatMap(({ secret, account }) =>
    account.kind === "postgres-role" && !account.superuser
      ? [{ secret, owned: `${account.service}/${account.database}` }]
      : [],
  );
  const second = owners.filter(({ owned }, index) => owners.findIndex((other) => other.owned === owned) < index);
  return second.map(({ secret, owned }) => ({
    where: `secrets.${secret}.account.database`,
    found: `"${owned.split("/")[1]}"`,
    expected: "a database that no other account owns",
  }));
}

function mountMistakes(accounts: readonly AccountSecret[], { part, where, mount }: Mounted): Mistake[] {
  const { name, userVariable } = mount;
  const account = accounts.find(({ secret }) => secret === name)?.account;
  const stores = accounts.some(({ account: { service } }) => service === part);
  const mistake = (wrong: boolean, key: string, found: string, expected: string) =>
    wrong ? [{ where: where + key, found: `"${found}"`, expected }] : [];
  const versioned = account !== undefined && !account.superuser;
  const foreign = account?.superuser === true && account.service !== part;
  return [
    ...mistake(
      userVariable !== undefined && !versioned,
      ".userVariable",
      userVariable ?? "",
      "no variable: no user has a version",
    ),
    ...mistake(foreign, "", name, `an account of its own: this password is for ${account?.service} alone`),
    ...mistake(versioned && stores, "", name, `no account: ${part} starts before the users that it stores can be made`),
  ];
}
