import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { label } from "../systems/labels";

export interface NetworkArgs {
  stack: string;
  /** A private /24. Docker hands out its lower half; the upper half is for addresses that a container keeps for good. */
  subnet?: string;
}

/** A bridge network of the stack, `<stack>_<name>`. */
export class Network extends pulumi.ComponentResource {
  /** Docker's name of the network. */
  readonly dockerName: pulumi.Output<string>;

  constructor(name: string, args: NetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Network", name, {}, opts);
    const network = new docker.Network(
      name,
      {
        name: `${args.stack}_${name}`,
        labels: [{ label: label.stack, value: args.stack }],
        ...(args.subnet === undefined
          ? {}
          : { ipamConfigs: [{ subnet: args.subnet, ipRange: lowerHalf(args.subnet) }] }),
      },
      { parent: this },
    );
    this.dockerName = network.name;
    this.registerOutputs({ dockerName: this.dockerName });
  }
}

/** `10.210.0.0/24` > `10.210.0.0/25`. */
export const lowerHalf = (subnet: string) => subnet.replace(/\/24$/, "/25");
