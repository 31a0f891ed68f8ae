import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { label } from "../systems/labels";
import type { StaticVolume as Definition } from "../systems/system";
import { runAction } from "./action";
import type { Image } from "./image";

export interface StaticVolumeArgs {
  stack: string;
  definition: Definition;
  /** Holds the files. */
  image: Image;
  /** Has the shell that works on the volume: the proxy's image. */
  tool: Image;
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/** A volume of files that the proxy serves, and the release that is to be served next, lying there in full. */
export class StaticVolume extends pulumi.ComponentResource {
  readonly staticName: string;
  readonly definition: Definition;
  /** Docker's name of the volume. */
  readonly dockerName: pulumi.Output<string>;
  /** Digest of the staged release. */
  readonly release: pulumi.Output<string>;

  constructor(name: string, args: StaticVolumeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:StaticVolume", name, {}, opts);
    const { stack, definition, image, tool, host } = args;
    this.staticName = name;
    this.definition = definition;
    const labels = [{ label: label.stack, value: stack }];
    const volume = new docker.Volume(name, { name: `${stack}_${name}_static`, labels }, { parent: this });
    this.dockerName = volume.name;
    const { folder, path, hashed = [], serviceWorker } = definition;
    const input = { stack, name, volume: volume.name, image: image.imageId, tool: tool.imageId, folder, path, hashed };
    const stage = runAction("stage", host, { ...input, ...(serviceWorker ? { serviceWorker } : {}) });
    this.release = new command.local.Command(`${name}-stage`, stage, { parent: this }).stdout;
    this.registerOutputs({ release: this.release });
  }
}
