import { secretPath } from "./secretMount";
import type { Account, System } from "./system";

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
