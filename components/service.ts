import * as pulumi from "@pulumi/pulumi";
import type { Health } from "../actions/health";
import type { Wanted } from "../actions/takeover";
import { durationNotation } from "../systems/notation";
import { type Service as Definition, LOOPBACK } from "../systems/system";
import type { Configuration } from "./configuration";
import { createContainer } from "./container";
import type { Network } from "./network";
import { graceOf, type ProcessArgs, processOf } from "./process";
import { madeOf, type Parts } from "./restart";
import type { Volume } from "./volume";

export interface ServiceArgs extends ProcessArgs {
  definition: Definition;
  /** Number of containers. */
  replicas: number;
  network: Network;
  /** Where the definition says one. */
  configuration?: Configuration | undefined;
  /** The system's volumes by name. */
  volumes: Readonly<Record<string, Volume>>;
}

/** The containers of one service. */
export class Service extends pulumi.ComponentResource {
  readonly serviceName: string;
  readonly definition: Definition;
  /** What the actions need to know to start it. */
  readonly wanted: pulumi.Output<Wanted>;
  /** Docker's ids of the containers. */
  readonly containerIds: pulumi.Output<string[]>;
  readonly madeOf: Parts;

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Service", name, {}, opts);
    this.serviceName = name;
    this.definition = args.definition;
    this.madeOf = madeOf(args);
    const numbers = Array.from({ length: args.replicas }, (_, index) => index + 1);
    const ids = numbers.map((number) => createContainer(`${name}-${number}`, containerArgs(name, args), this).id);
    this.containerIds = pulumi.all(ids);
    this.wanted = this.containerIds.apply((containers) => ({
      service: name,
      containers,
      health: readinessOf(args.definition),
      stopGraceSeconds: graceOf(args.definition),
    }));
    this.registerOutputs({ containerIds: this.containerIds });
  }
}

/** The healthcheck's command, and how long a probe and a new container may take. */
export function healthOf({ healthcheck }: Pick<Definition, "healthcheck">): Health {
  const { test, timeoutSeconds = 3, budgetSeconds = 30 } = healthcheck;
  return { test, timeoutSeconds, budgetSeconds };
}

/** How a deploy sees that it can be let in: its readiness, else its healthcheck. */
export function readinessOf({ healthcheck, readiness }: Pick<Definition, "healthcheck" | "readiness">): Health {
  return readiness ? { ...healthOf({ healthcheck: readiness }), readiness: true } : healthOf({ healthcheck });
}

function containerArgs(service: string, args: ServiceArgs) {
  const { definition, network, configuration } = args;
  const { volumes, ...process } = processOf(service, args);
  return {
    ...process,
    definition: { ...process.definition, healthcheck: healthcheck(definition), ...ports(definition) },
    attachments: {
      networksAdvanced: [{ name: network.dockerName, aliases: aliases(service, definition) }],
      volumes: [...dataVolumes(args), ...(configuration ? [configuration.mount] : []), ...volumes],
    },
  };
}

function healthcheck(definition: Definition) {
  const { test, intervalSeconds = 10, retries = 3 } = definition.healthcheck;
  const { timeoutSeconds, budgetSeconds } = healthOf(definition);
  return {
    tests: [...test],
    interval: durationNotation(intervalSeconds),
    timeout: durationNotation(timeoutSeconds),
    startPeriod: durationNotation(budgetSeconds),
    retries,
  };
}

/** Docker takes the host's port when the container starts, so that the former one still has it when the new one is made. */
function ports({ publish = [] }: Definition) {
  const owned = publish.map(({ port, hostPort, address = LOOPBACK }) => ({
    internal: port,
    external: hostPort,
    ip: address,
  }));
  return owned.length > 0 ? { ports: owned } : {};
}

/** Behind the proxy, a service's name belongs to the proxy's internal listener: a container would have it before it is ready. */
const aliases = (service: string, { http }: Definition) => (http ? [] : [service]);

const dataVolumes = ({ definition, volumes }: ServiceArgs) =>
  (definition.volumes ?? []).map(({ name, path }) => ({
    volumeName: (volumes[name] as Volume).dockerName,
    containerPath: path,
  }));
