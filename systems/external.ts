import { accountsOf } from "./accounts";
import type { Job, Secret, SecretMount, Service, System } from "./system";

/** Addresses of stores that somebody else runs, by the service whose place they take; nothing for one that is not known yet. */
export type Addresses = Readonly<Record<string, string | undefined>>;

/** What is left of a system when somebody else runs some of its stores: who needs one finds it at its address. */
export function withExternal(system: System, addresses: Addresses): System {
  if (Object.keys(addresses).length === 0) return system;
  const stays = (name: string) => !(name in addresses);
  const accounts = Object.fromEntries(
    accountsOf(system).flatMap(({ secret, account }) => (stays(account.service) ? [] : [[secret, account.service]])),
  );
  const change = <T extends Service | Job>(process: T) => connected(process, addresses, accounts);
  return {
    ...system,
    services: mapped(only(system.services, stays), change),
    jobs: mapped(system.jobs, change),
    secrets: mapped(system.secrets, (secret, name) => (name in accounts ? PROVIDED : secret)),
  };
}

/** Stores by the secret that is an account of theirs. */
type Accounts = Readonly<Record<string, string>>;

/** The user is made by whoever runs the store, so that the password comes from there. */
const PROVIDED: Secret = { kind: "provided" };

function connected<T extends Service | Job>(process: T, addresses: Addresses, accounts: Accounts): T {
  const { needs = [], connects = [], secrets = [], environment = {} } = process;
  const outside = (mount: SecretMount) => accounts[mount.name] !== undefined && mount.userVariable !== undefined;
  const variables = [
    ...connects.map(({ to, variable }) => [variable, addresses[to]] as const),
    ...secrets.filter(outside).map((mount) => [mount.userVariable ?? "", userIn(addresses, accounts, mount)] as const),
  ];
  return {
    ...process,
    needs: needs.filter((need) => !(need in addresses)),
    secrets: secrets.map(({ userVariable, ...mount }) => ({
      ...mount,
      ...(userVariable && !(mount.name in accounts) ? { userVariable } : {}),
    })),
    environment: { ...environment, ...Object.fromEntries(variables.filter(([, value]) => value !== undefined)) },
  };
}

function userIn(addresses: Addresses, accounts: Accounts, { name }: SecretMount): string | undefined {
  const address = addresses[accounts[name] ?? ""];
  return address === undefined ? undefined : decodeURIComponent(new URL(address).username);
}

const only = <T>(record: Readonly<Record<string, T>>, stays: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => stays(name)));

const mapped = <T, R>(record: Readonly<Record<string, T>>, change: (value: T, name: string) => R): Record<string, R> =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
