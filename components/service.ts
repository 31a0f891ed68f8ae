import * as pulumi from "@pulumi/pulumi";
import type { Health } from "../actions/health";
import type { Wanted } from "../actions/takeover";
import { durationNotation } from "../systems/notation";
import { type Service as Definition, type Limits, type SecretMount, secretVariable } from "../systems/system";
import { createContainer } from "./container";
import type { Image } from "./image";
import type { Network } from "./network";
import type { Secret } from "./secret";
import type { Volume } from "./volume";

export interface ServiceArgs {
  stack: string;
  definition: Definition;
  /** All variables but those that name secret files. */
  environment: Readonly<Record<string, string>>;
  limits: Limits;
  /** Number of containers. */
  replicas: number;
  image: Image;
  network: Network;
  /** The system's secrets by name; the service gets those that its definition mounts. */
  secrets: Readonly<Record<string, Secret>>;
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

  constructor(name: string, args: ServiceArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Service", name, {}, opts);
    this.serviceName = name;
    this.definition = args.definition;
    const numbers = Array.from({ length: args.replicas }, (_, index) => index + 1);
    const ids = numbers.map((number) => createContainer(`${name}-${number}`, containerArgs(name, args), this).id);
    this.containerIds = pulumi.all(ids);
    this.wanted = this.containerIds.apply((containers) => ({
      service: name,
      containers,
      health: healthOf(args.definition),
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

const graceOf = ({ stopGraceSeconds = 10 }: Definition) => stopGraceSeconds;

function containerArgs(service: string, args: ServiceArgs) {
  const { definition, stack, image, limits } = args;
  const files = (definition.secrets ?? []).map((mount) => secretFile(mount, args.secrets[mount.name] as Secret));
  return {
    stack,
    service,
    image,
    limits,
    capabilities: definition.capabilities ?? [],
    tmpfs: definition.tmpfs ?? [],
    readOnlyRoot: definition.readOnlyRoot ?? true,
    stopGraceSeconds: graceOf(definition),
    secrets: files.map(({ secret }) => secret),
    definition: {
      ...(definition.command === undefined ? {} : { command: [...definition.command] }),
      ...(definition.user === undefined ? {} : { user: definition.user }),
      envs: environment(args, files),
      healthcheck: healthcheck(definition),
    },
    attachments: {
      networksAdvanced: [{ name: args.network.dockerName, aliases: aliases(service, definition) }],
      volumes: [...dataVolumes(args), ...files.map(({ volume }) => volume)],
    },
  };
}

/** A secret as a file on its version's volume, readable by one user. */
function secretFile(mount: SecretMount, secret: Secret) {
  const folder = `/run/secrets/${mount.name}`;
  return {
    secret,
    variable: `${secretVariable(mount)}=${folder}/${mount.uid ?? 0}`,
    volume: { volumeName: secret.volumeName, containerPath: folder, readOnly: true },
  };
}

function environment({ environment: plain }: ServiceArgs, files: readonly { variable: string }[]): string[] {
  const variables = Object.entries(plain).map(([key, value]) => `${key}=${value}`);
  return [...variables, ...files.map(({ variable }) => variable)].sort();
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

/** Behind the proxy, a service's name belongs to the proxy's internal listener: a container would have it before it is ready. */
const aliases = (service: string, { http }: Definition) => (http ? [] : [service]);

const dataVolumes = ({ definition, volumes }: ServiceArgs) =>
  (definition.volumes ?? []).map(({ name, path }) => ({
    volumeName: (volumes[name] as Volume).dockerName,
    containerPath: path,
  }));
