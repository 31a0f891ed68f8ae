import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { label } from "../systems/labels";

export interface VolumeArgs {
  stack: string;
}

/** Data that outlives containers, deploys and `pulumi destroy`: the Docker volume `<stack>_<name>` is never removed by the engine. */
export class Volume extends pulumi.ComponentResource {
  /** Docker's name of the volume. */
  readonly dockerName: pulumi.Output<string>;

  constructor(name: string, args: VolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Volume", name, {}, opts);
    const volume = new docker.Volume(
      name,
      {
        name: `${args.stack}_${name}`,
        labels: [
          { label: label.stack, value: args.stack },
          { label: label.keep, value: "data" },
        ],
      },
      { parent: this, retainOnDelete: true },
    );
    this.dockerName = volume.name;
    this.registerOutputs({ dockerName: this.dockerName });
  }
}
