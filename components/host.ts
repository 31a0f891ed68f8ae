import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { whenReachable } from "./reach";

export interface HostArgs {
  /** Docker daemon: `unix:///var/run/docker.sock` or `ssh://user@host:port`. */
  address: string;
}

/** The Docker host that everything of the stack runs on. Components get its provider by way of their parent. */
export class Host extends pulumi.ComponentResource {
  /** The daemon's address, known once it can be reached. */
  readonly address: pulumi.Output<string>;
  readonly provider: docker.Provider;

  constructor(name: string, args: HostArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Host", name, {}, opts);
    this.address = pulumi.output(whenReachable(args.address));
    this.provider = new docker.Provider(name, { host: this.address }, { parent: this });
    this.registerOutputs({ address: this.address });
  }
}
