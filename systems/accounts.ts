import { secretPath } from "./secretMount";
import type { Account, SecretMount, System } from "./system";

/** A secret of a system that is an account's password. */
export interface AccountSecret {
  readonly secret: string;
  readonly account: Account;
}

/** The accounts of a system: first the superusers, by which the others are made. */
export function accountsOf({ secrets }: Pick<System, "secrets">): AccountSecret[] {
  const all = Object.entries(secrets).flatMap(([secret, definition]) =>
    definition.kind === "generated" && definition.account ? [{ secret, account: definition.account }] : [],
  );
  return [...all.filter(({ account }) => account.superuser), ...all.filter(({ account }) => !account.superuser)];
}

/** The user by which a service's accounts are made, and where the service finds its password. */
export function superuserOf(system: Pick<System, "secrets" | "services">, service: string) {
  const found = accountsOf(system).find(({ account }) => account.superuser && account.service === service);
  const mount = system.services[service]?.secrets?.find(({ name }) => name === found?.secret);
  return found && mount && { name: found.account.name, passwordFile: secretPath(mount) };
}

/** The part of a service or job that says what it mounts. */
export interface Mounting {
  readonly secrets?: readonly SecretMount[];
}

/** The services that store the users whose passwords a service or job mounts. */
export const serversOf = ({ secrets }: Pick<System, "secrets">, { secrets: mounts = [] }: Mounting) =>
  accountsOf({ secrets })
    .filter(({ secret, account }) => !account.superuser && mounts.some(({ name }) => name === secret))
    .map(({ account }) => account.service);
