import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Room as RoomInput } from "../actions/room";
import { runAction } from "./action";

export interface RoomArgs {
  stack: string;
  /** Docker's names of all images of the release. */
  images: readonly string[];
  /** Bytes that must stay free; with 0 nothing is checked. */
  reserveBytes: number;
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/** Sees, whenever an image changes and before any is built or pulled, that the host's disk has room for them. */
export class Room extends pulumi.ComponentResource {
  constructor(name: string, { host, ...args }: RoomArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Room", name, {}, opts);
    const input: RoomInput = { ...args, images: [...args.images].sort() };
    new command.local.Command(name, runAction("room", host, input), { parent: this });
    this.registerOutputs({});
  }
}
