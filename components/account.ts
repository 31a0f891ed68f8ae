import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Superuser as SuperuserName } from "../actions/accounts/server";
import type { Account as Definition } from "../systems/system";
import { runAction } from "./action";
import type { Secret } from "./secret";

export interface AccountArgs {
  stack: string;
  /** Its version's value is the user's password. */
  secret: Secret;
  definition: Definition;
  /** Left out for a server that asks for none. */
  superuser?: SuperuserName | undefined;
  /** Docker daemon. */
  host: pulumi.Input<string>;
  /** What must stand before the server can be asked. */
  after: pulumi.Resource[];
}

/**
 * The user of a secret's version. Each version is a resource of its own: the engine makes the new user before the containers
 * that log in as it, and drops the former one after the last container that could.
 */
export class Account extends pulumi.ComponentResource {
  constructor(name: string, args: AccountArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Account", name, {}, opts);
    const { stack, secret, definition, superuser, host, after } = args;
    const { secretName, version, value } = secret;
    const input = {
      stack,
      secret: secretName,
      version,
      account: definition,
      ...(superuser ? { superuser } : {}),
      value,
    };
    new command.local.Command(
      `${name}-user-${version}`,
      { ...runAction("account", host, input), delete: "drop-account" },
      // Without this edge the user could be asked for before its server answers.
      { parent: this, dependsOn: after },
    );
    this.registerOutputs({});
  }
}
