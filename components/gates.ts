import type * as pulumi from "@pulumi/pulumi";
import type { ProcessSettings, Settings } from "../settings/settings";
import { startOrder, waitsFor } from "../systems/needs";
import type { Job as JobDefinition } from "../systems/system";
import { Admission } from "./admission";
import type { Host } from "./host";
import type { Images } from "./images";
import { Job } from "./job";
import type { Network } from "./network";
import type { Secret } from "./secret";
import type { Service } from "./service";

export interface GatesArgs {
  settings: Settings;
  host: Host;
  internal: Network;
  images: Images;
  secrets: Readonly<Record<string, Secret>>;
  services: Readonly<Record<string, Service>>;
  /** What must be ready before a service starts, by the service. */
  preparations: Readonly<Record<string, pulumi.Resource>>;
}

/**
 * What must have succeeded before traffic moves, by the part that it is about: admissions and jobs, each after those of the parts
 * that its own waits for.
 */
export function gatesOf(args: GatesArgs, opts: pulumi.ComponentResourceOptions): Record<string, Admission | Job> {
  const { system } = args.settings;
  const gates: Record<string, Admission | Job> = {};
  for (const part of startOrder(system)) {
    const after = waitsFor(system, part).flatMap((earlier) => gates[earlier] ?? []);
    const job = system.jobs[part];
    gates[part] = job ? jobOf(part, job, after, args, opts) : admissionOf(part, after, args, opts);
  }
  return gates;
}

type After = (Admission | Job)[];

function jobOf(name: string, definition: JobDefinition, after: After, args: GatesArgs, opts: pulumi.ResourceOptions) {
  const { settings, host, internal, images, secrets } = args;
  const { image, environment, limits } = settings.jobs[name] as ProcessSettings;
  const process = { stack: settings.stack, definition, image: images.of(image), environment, limits, secrets };
  return new Job(name, { ...process, network: internal, host: host.address, after }, opts);
}

function admissionOf(name: string, after: After, args: GatesArgs, opts: pulumi.ResourceOptions) {
  const { settings, host, internal, services, preparations } = args;
  const network = { name: internal.dockerName, subnet: settings.subnet };
  // Without it a service would start on an empty folder.
  const ready = [...after, ...(preparations[name] ? [preparations[name]] : [])];
  return new Admission(
    name,
    { stack: settings.stack, host, service: services[name] as Service, network, after: ready },
    opts,
  );
}
