import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Demand } from "../settings/demand";
import { misfit } from "../settings/misfit";
import { whenReachable } from "./reach";
import { refusal } from "./refusal";

export interface HostArgs {
  /** What the stack asks of the host, and the host's address: `unix:///var/run/docker.sock` or `ssh://user@host:port`. */
  demand: Demand;
}

/** The Docker host that everything of the stack runs on. Components get its provider by way of their parent. */
export class Host extends pulumi.ComponentResource {
  /** The daemon's address, known once it can be reached and the stack fits it: nothing is made on a host that is too small. */
  readonly address: pulumi.Output<string>;
  readonly provider: docker.Provider;

  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Host", name, {}, opts);
    this.address = pulumi.output(whenFit(args.demand));
    this.provider = new docker.Provider(name, { host: this.address }, { parent: this });
    this.registerOutputs({ address: this.address });
  }
}

async function whenFit(demand: Demand): Promise<string> {
  const size = await whenReachable(demand.host);
  const reason = size && misfit(demand, size);
  if (reason) throw refusal(reason);
  return demand.host;
}
