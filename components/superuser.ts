import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Superuser as SuperuserName } from "../actions/accounts/server";
import type { SuperuserAccount } from "../systems/system";
import { runAction } from "./action";
import type { Secret } from "./secret";

export interface SuperuserArgs {
  stack: string;
  /** The password, whose file changes in place. */
  secret: Secret;
  definition: SuperuserAccount;
  superuser: SuperuserName;
  /** Docker daemon. */
  host: pulumi.Input<string>;
  /** What must stand before the server can be asked. */
  after: pulumi.Resource[];
}

/** The password of the user by which a server's other users are made, as the running server knows it. */
export class Superuser extends pulumi.ComponentResource {
  constructor(name: string, args: SuperuserArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Superuser", name, {}, opts);
    const { stack, secret, definition, superuser, host, after } = args;
    const { version, volumeName, readers, value } = secret;
    const input = { stack, version, account: definition, superuser, volume: volumeName, readers, value };
    new command.local.Command(`${name}-superuser`, runAction("superuser", host, input), {
      parent: this,
      // Without this edge the server could be asked before it answers.
      dependsOn: after,
    });
    this.registerOutputs({});
  }
}
