import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Build } from "../actions/build";
import { builtReference } from "../actions/reference";
import { runAction } from "./action";

export type ImageArgs = BuiltArgs | PulledArgs;

/** Built from source on the host, again only when a file that its Dockerfile copies has changed. */
export interface BuiltArgs {
  kind: "build";
  stack: string;
  context: string;
  dockerfile: string;
  /** Digest of what it is made from. */
  digest: string;
  /** Docker daemon that builds. */
  host: pulumi.Input<string>;
}

/** Pulled by name; a name with a digest never moves. */
export interface PulledArgs {
  kind: "pull";
  name: string;
}

/** Docker's name of an image before it exists. */
export const nameOnHost = (name: string, args: ImageArgs) =>
  args.kind === "build" ? builtReference(args.stack, name, args.digest) : args.name;

/** An image on the host. It stays there when nothing uses it any more; the sweep after a deploy decides. */
export class Image extends pulumi.ComponentResource {
  /** Docker's id of the image, `sha256:...`. */
  readonly imageId: pulumi.Output<string>;
  /** Docker's name of it, known before it exists. */
  readonly source: string;

  constructor(name: string, args: ImageArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Image", name, {}, opts);
    // What the image waits for, its room on the disk, the engine holds only against resources of its own.
    const options = { parent: this, dependsOn: opts?.dependsOn ?? [] };
    this.source = nameOnHost(name, args);
    this.imageId = args.kind === "build" ? build(name, args, options) : pull(name, args, options);
    this.registerOutputs({ imageId: this.imageId });
  }
}

function build(name: string, { host, stack, context, dockerfile, digest }: BuiltArgs, opts: pulumi.ResourceOptions) {
  const input: Build = { stack, service: name, context, dockerfile, digest };
  return new command.local.Command(`${name}-build`, runAction("build", host, input), opts).stdout;
}

function pull(name: string, args: PulledArgs, opts: pulumi.ResourceOptions) {
  return new docker.RemoteImage(name, { name: args.name, keepLocally: true }, opts).imageId;
}
