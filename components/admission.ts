import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { isStateful, updateOrder } from "../systems/updateOrder";
import { runAction } from "./action";
import type { Host } from "./host";
import { noticeOfRestart, recordOf, restartNotice } from "./restart";
import type { Service } from "./service";

export interface AdmissionArgs {
  stack: string;
  host: Host;
  service: Service;
  /** Network on which a service behind the proxy gets its addresses. */
  network: { name: pulumi.Input<string>; subnet: string };
  /** What must have succeeded before this one starts: what it needs, its configuration, and earlier surfaces. */
  after: pulumi.Resource[];
}

/**
 * Lets a service into the release once it is healthy. It is a resource of its own, so that an update which fails here is asked
 * again at the next try instead of finding the container already created.
 */
export class Admission extends pulumi.ComponentResource {
  constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Admission", name, {}, opts);
    const { stack, service, after } = args;
    const stateful = isStateful(service.definition);
    const order = stateful ? updateOrder(service.definition) : "start-first";
    const input = service.wanted.apply((wanted) => ({ ...wanted, stack, order }));
    const addressed = service.definition.http ? { network: args.network } : {};
    new command.local.Command(
      `${name}-admission`,
      runAction(
        "admit",
        args.host.address,
        pulumi.all([input, addressed]).apply(([a, b]) => ({ ...a, ...b })),
        stateful ? recordOf(service.madeOf) : {},
      ),
      // Without this edge a service would start before the database that it connects to.
      {
        parent: this,
        dependsOn: after,
        ...(stateful ? noticeOfRestart(name, service.madeOf, this, (changed) => restartNotice(name, changed)) : {}),
      },
    );
    this.registerOutputs({});
  }
}
