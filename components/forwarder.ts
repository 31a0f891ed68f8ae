import * as pulumi from "@pulumi/pulumi";
import type { Wanted } from "../actions/takeover";
import { FORWARDER } from "../systems/entrance";
import type { Limits } from "../systems/system";
import { type Entrance, publishedPorts } from "./entrance";
import type { Image } from "./image";
import { createProxyContainer, PROGRAMS, REPLACED_GRACE_SECONDS } from "./proxyContainer";
import { digests, ENTRANCE, type Parts } from "./restart";

export interface ForwarderArgs {
  stack: string;
  /** An nginx with its stream module. */
  image: Image;
  limits: Limits;
  entrance: Entrance;
}

/** Stands at the entrance and passes TCP on to the proxy, so that another proxy can start beside the one that serves. */
export class Forwarder extends pulumi.ComponentResource {
  /** What the cutover needs to know to start it. */
  readonly wanted: pulumi.Output<Wanted>;
  readonly madeOf: Parts;

  constructor(name: string, args: ForwarderArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Forwarder", name, {}, opts);
    const { image, limits, entrance } = args;
    this.madeOf = digests({
      ...{ image: image.source, program: PROGRAMS.nginx, memory: limits.memoryMiB, cpus: limits.cpus },
      ...{ ports: publishedPorts(entrance), "internal names": entrance.aliases, [ENTRANCE]: FORWARDER },
    });
    this.wanted = createProxyContainer(
      name,
      { ...args, kind: "nginx", stopGraceSeconds: REPLACED_GRACE_SECONDS },
      this,
    );
    this.registerOutputs({});
  }
}
