import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { Wanted } from "../actions/takeover";
import { CONTROL_PORT, PROXY_HOME } from "../render/site";
import type { Limits, ProxyKind } from "../systems/system";
import { createContainer } from "./container";
import { type Entrance, entranceNetworks, publishedPorts } from "./entrance";
import type { Image } from "./image";

export interface ProxyContainerArgs {
  stack: string;
  kind: ProxyKind;
  image: Image;
  limits: Limits;
  /** Where it stands at the stack's entrance: its ports, names and address. */
  entrance?: Entrance | undefined;
  /** Networks where it does not. */
  networks?: docker.ContainerArgs["networksAdvanced"];
  /** Volumes beside that of its configuration. Default: none. */
  mounts?: docker.types.input.ContainerVolume[];
  labels?: Readonly<Record<string, pulumi.Input<string>>>;
  stopGraceSeconds: number;
}

const HEALTH = {
  test: ["CMD", "curl", "-fsS", `http://127.0.0.1:${CONTROL_PORT}/release`],
  timeoutSeconds: 3,
  budgetSeconds: 20,
};

/** Within which one that another one replaces answers what is under way: nobody is let in meanwhile. */
export const REPLACED_GRACE_SECONDS = 5;

const NOBODY = "65534:65534";

/** How each proxy is run. */
export const PROGRAMS: Readonly<Record<ProxyKind, Program>> = {
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

/**
 * A container of nginx or Caddy, and what the cutover needs to know to start it. Its configuration, which the cutover writes and
 * switches, is on a volume without a name: two that run side by side each have their own, and it goes with the container.
 */
export function createProxyContainer(
  name: string,
  args: ProxyContainerArgs,
  parent: pulumi.Resource,
): pulumi.Output<Wanted> {
  const { stack, kind, image, limits, entrance, networks = [], mounts = [], labels = {}, stopGraceSeconds } = args;
  const { entrypoints, stopSignal, capabilities, variables } = PROGRAMS[kind];
  const envs = variables(limits);
  const { id } = createContainer(
    name,
    {
      ...{ stack, service: name, image, limits, capabilities, labels, stopGraceSeconds },
      tmpfs: ["/tmp"],
      readOnlyRoot: true,
      secrets: [],
      definition: {
        entrypoints,
        ...(envs.length > 0 ? { envs } : {}),
        user: NOBODY,
        healthcheck: { tests: HEALTH.test, interval: "10s", timeout: `${HEALTH.timeoutSeconds}s`, retries: 3 },
        stopSignal,
        ...(entrance ? { ports: publishedPorts(entrance) } : {}),
      },
      attachments: {
        networksAdvanced: entrance ? entranceNetworks(entrance) : networks,
        volumes: [{ containerPath: PROXY_HOME }, ...mounts],
      },
    },
    parent,
  );
  return id.apply((container) => ({
    service: name,
    containers: [container],
    health: HEALTH,
    stopGraceSeconds: REPLACED_GRACE_SECONDS,
  }));
}
