import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { runAction } from "./action";
import type { Image } from "./image";
import type { StaticVolume } from "./staticVolume";

export interface PublicationArgs {
  stack: string;
  staticVolume: StaticVolume;
  /** Has the shell that works on the volume: the proxy's image. */
  tool: Image;
  /** Docker daemon. */
  host: pulumi.Input<string>;
  /** What must have moved before: the services, and the static volumes of earlier surfaces. */
  after: pulumi.Resource[];
}

/** The moment a static release begins to be served. */
export class Publication extends pulumi.ComponentResource {
  constructor(name: string, args: PublicationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Publication", name, {}, opts);
    const { stack, staticVolume, tool, host, after } = args;
    const { dockerName: volume, release } = staticVolume;
    const input = { stack, name, volume, tool: tool.imageId, release };
    new command.local.Command(`${name}-publish`, runAction("publish", host, input), {
      parent: this,
      // Without this edge pages could be served that ask for what the services do not yet answer.
      dependsOn: after,
    });
    this.registerOutputs({});
  }
}
