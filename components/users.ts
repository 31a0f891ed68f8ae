import type * as pulumi from "@pulumi/pulumi";
import { accountsOf, superuserOf } from "../systems/accounts";
import type { System } from "../systems/system";
import { Account } from "./account";
import type { Secret } from "./secret";
import { Superuser } from "./superuser";

export interface UsersArgs {
  stack: string;
  system: System;
  secrets: Readonly<Record<string, Secret>>;
  /** By service, at least those of the services that store users. */
  admissions: Readonly<Record<string, pulumi.Resource>>;
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/** Makes the users that the stack's servers store, each server's superuser first. */
export function usersOf(args: UsersArgs, opts: pulumi.ComponentResourceOptions): void {
  const { stack, system, secrets, admissions, host } = args;
  const superusers: Record<string, Superuser> = {};
  for (const { secret: name, account: definition } of accountsOf(system)) {
    const { service } = definition;
    const [secret, superuser] = [secrets[name], superuserOf(system, service)];
    if (!secret) continue;
    const after = [admissions[service], superusers[service]].filter((resource) => resource !== undefined);
    const own = { stack, secret, host, after };
    if (definition.superuser && superuser)
      superusers[service] = new Superuser(name, { ...own, definition, superuser }, opts);
    // A child of its secret: the containers that wait for their secrets then wait for their users too.
    else new Account(name, { ...own, definition, superuser }, { ...opts, parent: secret });
  }
}
