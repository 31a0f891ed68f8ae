import * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import { digestOf } from "../render/digest";
import { label } from "../systems/labels";
import { cpuNotation } from "../systems/notation";
import { versionsNotation } from "../systems/secretVersions";
import type { Limits } from "../systems/system";
import type { Image } from "./image";
import type { Secret } from "./secret";

export interface ContainerArgs {
  stack: string;
  /** What the container is a copy of, for its label. */
  service: string;
  image: Image;
  limits: Limits;
  /** Linux capabilities kept; all others are dropped. */
  capabilities: readonly string[];
  /** Paths in memory, the only ones writable under a read-only root besides volumes. */
  tmpfs: readonly string[];
  readOnlyRoot: boolean;
  stopGraceSeconds: number;
  /** Whether Docker starts it again when its process has ended. Default: true. */
  restarts?: boolean;
  secrets: readonly Secret[];
  /** Further labels. Default: none. */
  labels?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Everything else that is known beforehand and makes the container what it is. */
  definition: Partial<docker.ContainerArgs>;
  /** What is known only once other resources exist. */
  attachments: Partial<docker.ContainerArgs>;
}

/**
 * A container that the engine creates and deletes, and the actions start and stop, so that an update which fails can go back
 * to the former one: hence `start: false` and, whatever the update order, `deleteBeforeReplace: false`.
 */
export function createContainer(name: string, args: ContainerArgs, parent: pulumi.Resource): docker.Container {
  const definition = { ...args.definition, ...bounds(args), ...hardening(args) };
  return new docker.Container(
    name,
    {
      ...definition,
      ...args.attachments,
      image: args.image.imageId,
      labels: labels(args, definition),
      start: false,
      mustRun: false,
      restart: (args.restarts ?? true) ? "unless-stopped" : "no",
    },
    {
      parent,
      deleteBeforeReplace: false,
      // Without this edge a container could start before its secrets are written.
      dependsOn: [...args.secrets],
    },
  );
}

/** Memory without swap, processors, time to stop, and log rotation. */
const bounds = ({ limits, stopGraceSeconds }: ContainerArgs) => ({
  memory: limits.memoryMiB,
  memorySwap: limits.memoryMiB,
  cpus: cpuNotation(limits.cpus),
  stopTimeout: stopGraceSeconds,
  destroyGraceSeconds: stopGraceSeconds,
  logDriver: "json-file",
  logOpts: { "max-size": "10m", "max-file": "3" },
});

const hardening = ({ capabilities, tmpfs, readOnlyRoot }: ContainerArgs) => ({
  capabilities: { drops: ["ALL"], adds: capabilities.map((name) => `CAP_${name}`) },
  securityOpts: ["no-new-privileges"],
  readOnly: readOnlyRoot,
  tmpfs: Object.fromEntries(tmpfs.map((path) => [path, "rw,mode=1777,size=64m"])),
});

/** The label `release` changes with anything that the container is made from, and a changed label replaces the container. */
function labels({ stack, service, image, secrets, labels = {} }: ContainerArgs, definition: object) {
  const release = image.imageId.apply((id) => digestOf(JSON.stringify([id, definition])));
  const held = secrets.filter(({ inPlace }) => !inPlace);
  return [
    { label: label.stack, value: stack },
    { label: label.service, value: service },
    { label: label.release, value: release },
    { label: label.secrets, value: versionsNotation(held.map(({ secretName, version }) => [secretName, version])) },
    ...Object.entries(labels).map(([name, value]) => ({ label: name, value })),
  ];
}
