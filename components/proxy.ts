import * as pulumi from "@pulumi/pulumi";
import type { Wanted } from "../actions/takeover";
import { STATIC_HOME } from "../render/site";
import { PROXY } from "../systems/entrance";
import { label } from "../systems/labels";
import type { Limits, ProxyKind } from "../systems/system";
import type { Certificates } from "./certificates";
import { type Entrance, publishedPorts } from "./entrance";
import type { Image } from "./image";
import type { Network } from "./network";
import { createProxyContainer, PROGRAMS, REPLACED_GRACE_SECONDS } from "./proxyContainer";
import { digests, ENTRANCE, type Parts } from "./restart";
import type { StaticVolume } from "./staticVolume";

export interface ProxyArgs {
  stack: string;
  kind: ProxyKind;
  image: Image;
  limits: Limits;
  /** Where it stands, or where the forwarder before it does. */
  entrance: Entrance;
  /** Whether a forwarder stands there. */
  forwarded: boolean;
  /** What it answers HTTPS with. */
  certificates?: Certificates | undefined;
  /** Volumes whose files it serves by itself. */
  staticVolumes: StaticVolume[];
  /** Digest of what it is told; another one makes another container. Left out: the one that runs is told anew. */
  text?: pulumi.Input<string> | undefined;
}

const STOP_GRACE_SECONDS = 30;

/** nginx or Caddy, which routes by path. Without a forwarder it is the only way in. */
export class Proxy extends pulumi.ComponentResource {
  /** What the cutover needs to know to start it. */
  readonly wanted: pulumi.Output<Wanted>;
  readonly madeOf: Parts;

  constructor(name: string, args: ProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Proxy", name, {}, opts);
    const { stack, kind, image, limits, entrance, forwarded, certificates, staticVolumes, text } = args;
    this.madeOf = madeOf(args);
    this.wanted = createProxyContainer(
      name,
      {
        ...{ stack, kind, image, limits },
        ...(forwarded ? { networks: ownNetworks(entrance) } : { entrance }),
        mounts: [...(certificates ? [certificates.mount] : []), ...staticVolumes.map(mount)],
        labels: text === undefined ? {} : { [label.text]: text },
        // Behind a forwarder nobody is led to it any more when it stops, and what was under way has had its drain.
        stopGraceSeconds: forwarded ? REPLACED_GRACE_SECONDS : STOP_GRACE_SECONDS,
      },
      this,
    );
    this.registerOutputs({});
  }
}

/** The cutover gives it one of two addresses on the internal one: that which the proxy before it has not. */
const ownNetworks = ({ internal, external }: { internal: Network; external: Network }) => [
  { name: external.dockerName },
  { name: internal.dockerName },
];

/** Every part here is known before anything exists, so that a preview can compare it. */
function madeOf({ kind, image, limits, entrance, staticVolumes }: ProxyArgs): Parts {
  return digests({
    ...{ image: image.source, program: PROGRAMS[kind], memory: limits.memoryMiB, cpus: limits.cpus },
    ports: publishedPorts(entrance),
    "internal names": entrance.aliases,
    "static volumes": staticVolumes.map(({ staticName }) => staticName),
    [ENTRANCE]: PROXY,
  });
}

const mount = ({ staticName, dockerName }: StaticVolume) => ({
  volumeName: dockerName,
  containerPath: `${STATIC_HOME}/${staticName}`,
  readOnly: true,
});
