import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import type { Wanted } from "../actions/takeover";
import { CONTROL_PORT, PROXY_HOME, PUBLIC_PORT, SECURE_PORT, STATIC_HOME } from "../render/site";
import { label } from "../systems/labels";
import { proxyAddress } from "../systems/proxyAddress";
import type { Limits, ProxyKind } from "../systems/system";
import type { Certificates } from "./certificates";
import { createContainer } from "./container";
import type { Image } from "./image";
import type { Network } from "./network";
import { digests, type Parts } from "./restart";
import type { StaticVolume } from "./staticVolume";

export interface ProxyArgs {
  stack: string;
  kind: ProxyKind;
  image: Image;
  limits: Limits;
  /** Host address and port on which the stack answers; and where, and with what, it does by HTTPS. */
  publish: { address: string; port: number; secure?: { port: number; certificates: Certificates } | undefined };
  internal: Network;
  external: Network;
  /** The stack's private /24; the proxy has one address in it for good. */
  subnet: string;
  /** Services that the others reach by name through the proxy. */
  aliases: string[];
  /** Volumes whose files it serves by itself. */
  staticVolumes: StaticVolume[];
}

const HEALTH = {
  test: ["CMD", "curl", "-fsS", `http://127.0.0.1:${CONTROL_PORT}/release`],
  timeoutSeconds: 3,
  budgetSeconds: 20,
};
const STOP_GRACE_SECONDS = 30;

/** Within which a proxy that another one replaces answers what is under way: nobody is let in meanwhile. */
export const REPLACED_GRACE_SECONDS = 5;

const NOBODY = "65534:65534";

/** How each proxy is run. */
const PROGRAMS: Readonly<Record<ProxyKind, Program>> = {
  nginx: {
    entrypoints: ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", `${PROXY_HOME}/live/nginx.conf`],
    stopSignal: "SIGQUIT",
    capabilities: [],
    variables: () => [],
  },
  caddy: {
    entrypoints: ["caddy", "run", "--config", `${PROXY_HOME}/live/Caddyfile`, "--adapter", "caddyfile"],
    stopSignal: "SIGTERM",
    // Its file in the official image asks for this one, and is not run without.
    capabilities: ["NET_BIND_SERVICE"],
    // Go would let its heap double until the kernel ends it; near its limit it now collects more often (runtime, GOMEMLIMIT).
    variables: ({ memoryMiB }) => [`GOMEMLIMIT=${Math.floor(memoryMiB * 0.8)}MiB`],
  },
};

interface Program {
  readonly entrypoints: string[];
  /** The signal by which it finishes what it has begun. */
  readonly stopSignal: string;
  readonly capabilities: readonly string[];
  /** Variables of its process. */
  readonly variables: (limits: Limits) => string[];
}

/** The only way in: nginx or Caddy, its configuration on a volume, written and switched by the cutover. */
export class Proxy extends pulumi.ComponentResource {
  /** What the cutover needs to know to start it. */
  readonly wanted: pulumi.Output<Wanted>;
  readonly madeOf: Parts;

  constructor(name: string, args: ProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Proxy", name, {}, opts);
    this.madeOf = madeOf(args);
    const volume = new docker.Volume(
      name,
      { name: `${args.stack}_${name}`, labels: [{ label: label.stack, value: args.stack }] },
      { parent: this },
    );
    const { id } = createContainer(name, containerArgs(name, args, volume.name), this);
    this.wanted = id.apply((container) => ({
      service: name,
      containers: [container],
      health: HEALTH,
      stopGraceSeconds: REPLACED_GRACE_SECONDS,
    }));
    this.registerOutputs({});
  }
}

function containerArgs(service: string, args: ProxyArgs, volume: pulumi.Output<string>) {
  const { entrypoints, stopSignal, capabilities, variables } = PROGRAMS[args.kind];
  const envs = variables(args.limits);
  return {
    stack: args.stack,
    service,
    image: args.image,
    limits: args.limits,
    capabilities,
    tmpfs: ["/tmp"],
    readOnlyRoot: true,
    stopGraceSeconds: STOP_GRACE_SECONDS,
    secrets: [],
    definition: {
      entrypoints,
      ...(envs.length > 0 ? { envs } : {}),
      user: NOBODY,
      healthcheck: { tests: HEALTH.test, interval: "10s", timeout: `${HEALTH.timeoutSeconds}s`, retries: 3 },
      stopSignal,
      ports: published(args.publish),
    },
    attachments: {
      networksAdvanced: [
        { name: args.external.dockerName },
        { name: args.internal.dockerName, ipv4Address: proxyAddress(args.subnet), aliases: args.aliases },
      ],
      volumes: [
        { volumeName: volume, containerPath: PROXY_HOME },
        ...(args.publish.secure ? [args.publish.secure.certificates.mount] : []),
        ...args.staticVolumes.map(mount),
      ],
    },
  };
}

/** Every part here is known before anything exists, so that a preview can compare it. */
function madeOf({ kind, image, limits, publish, aliases, staticVolumes }: ProxyArgs): Parts {
  return digests({
    ...{ image: image.source, program: PROGRAMS[kind], memory: limits.memoryMiB, cpus: limits.cpus },
    ports: published(publish),
    "internal names": aliases,
    "static volumes": staticVolumes.map(({ staticName }) => staticName),
  });
}

const published = ({ address: ip, port, secure }: ProxyArgs["publish"]) => [
  { internal: PUBLIC_PORT, external: port, ip },
  ...(secure ? [{ internal: SECURE_PORT, external: secure.port, ip }] : []),
];

const mount = ({ staticName, dockerName }: StaticVolume) => ({
  volumeName: dockerName,
  containerPath: `${STATIC_HOME}/${staticName}`,
  readOnly: true,
});
