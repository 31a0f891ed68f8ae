import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Build } from "../actions/build";
import { runAction } from "./action";
import { contextDigest } from "./contextDigest";

export type ImageArgs = BuiltArgs | PulledArgs;

/** Built from source on the host, again only when a file that its Dockerfile copies has changed. */
export interface BuiltArgs {
  kind: "build";
  stack: string;
  context: string;
  dockerfile: string;
  /** Docker daemon that builds. */
  host: pulumi.Input<string>;
}

/** Pulled by name; a name with a digest never moves. */
export interface PulledArgs {
  kind: "pull";
  name: string;
}

/** An image on the host. It stays there when nothing uses it any more; the sweep after a deploy decides. */
export class Image extends pulumi.ComponentResource {
  /** Docker's id of the image, `sha256:...`. */
  readonly imageId: pulumi.Output<string>;

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Image", name, {}, opts);
    this.imageId = args.kind === "build" ? this.#build(name, args) : this.#pull(name, args);
    this.registerOutputs({ imageId: this.imageId });
  }

  #build(name: string, { stack, context, dockerfile, host }: BuiltArgs): pulumi.Output<string> {
    const input: Build = { stack, service: name, context, dockerfile, digest: contextDigest(context, dockerfile) };
    return new command.local.Command(`${name}-build`, runAction("build", host, input), { parent: this }).stdout;
  }

  #pull(name: string, args: PulledArgs): pulumi.Output<string> {
    return new docker.RemoteImage(name, { name: args.name, keepLocally: true }, { parent: this }).imageId;
  }
}
