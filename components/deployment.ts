import * as pulumi from "@pulumi/pulumi";
import type { ImageChoice, Settings } from "../settings/settings";
import type { StackSettings } from "../settings/stackFile";
import type { System } from "../systems/system";
import { isStateful } from "../systems/updateOrder";
import { Admission } from "./admission";
import { Cutover } from "./cutover";
import { Host } from "./host";
import { Image } from "./image";
import { Network } from "./network";
import { Proxy } from "./proxy";
import { Secret } from "./secret";
import { Service } from "./service";
import { publicUrl } from "./url";
import { Volume } from "./volume";

/**
 * One system on one host. The graph is the deploy: images, volumes and secrets > stateful services > new containers >
 * admission > cutover; the engine deletes the former containers after all of that.
 */
export class Deployment extends pulumi.ComponentResource {
  /** Where the system answers. */
  readonly url: string;

  constructor(name: string, settings: StackSettings, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Deployment", name, {}, opts);
    const { stack, system, subnet } = settings;
    const host = new Host("host", { address: settings.host }, { parent: this });
    const within = { parent: this, provider: host.provider };

    const internal = new Network("internal", { stack, subnet }, within);
    const external = new Network("external", { stack }, within);
    const network = { name: internal.dockerName, subnet };
    const images = imagesOf(settings, host.address, within);
    const volumes = volumesOf(settings, within);
    const secrets = secretsOf(settings, host.address, within);

    const services = mapValues(
      system.services,
      (definition, service) =>
        new Service(
          service,
          {
            stack,
            definition,
            ...(settings.services[service] as Settings["services"][string]),
            image: images[imageKey((settings.services[service] as Settings["services"][string]).image)] as Image,
            network: internal,
            secrets,
            volumes,
          },
          within,
        ),
    );
    const admissions: Record<string, Admission> = {};
    const admit = (service: Service) => {
      const needs = (service.definition.needs ?? []).map((need) => admissions[need] as Admission);
      admissions[service.serviceName] = new Admission(
        service.serviceName,
        { stack, host, service, network, needs },
        within,
      );
    };
    const all = Object.values(services);
    const stateful = all.filter(({ definition }) => isStateful(definition));
    const routed = all.filter(({ definition }) => definition.http && !isStateful(definition));
    const workers = all.filter(({ definition }) => !definition.http && !isStateful(definition));
    stateful.forEach(admit);
    routed.forEach(admit);

    const proxy = new Proxy(
      "proxy",
      {
        stack,
        image: images[imageKey(settings.proxy.image)] as Image,
        limits: settings.proxy.limits,
        publish: { address: settings.ports.address, port: settings.ports.http },
        internal,
        external,
        subnet,
        aliases: routed.map(({ serviceName }) => serviceName),
      },
      within,
    );
    const { headers, bodyLimitBytes: bodyLimit, drainSeconds } = settings.proxy;
    new Cutover(
      "cutover",
      {
        stack,
        host,
        network,
        proxy,
        site: { routes: [...system.proxy.routes], headers, bodyLimit, drainSeconds },
        routed,
        workers,
        admissions: Object.values(admissions),
      },
      within,
    );
    this.url = publicUrl(settings.host, settings.ports);
    this.registerOutputs({ url: this.url });
  }
}

/** One image per distinct choice, so that services of one Dockerfile share it. */
function imagesOf(
  { stack, services, proxy }: Settings,
  host: pulumi.Output<string>,
  opts: pulumi.ComponentResourceOptions,
) {
  const images: Record<string, Image> = {};
  for (const choice of [...Object.values(services), proxy].map(({ image }) => image)) {
    images[imageKey(choice)] ??= new Image(
      imageName(choice),
      choice.kind === "build" ? { ...choice, stack, host } : choice,
      opts,
    );
  }
  return images;
}

const imageKey = (choice: ImageChoice) =>
  choice.kind === "build" ? `${choice.context}/${choice.dockerfile}` : choice.name;

/** `samples/honeychat` + `api/Dockerfile` > `api`; `postgres:15` stays. */
const imageName = (choice: ImageChoice) =>
  choice.kind === "build" ? (choice.dockerfile.split("/").at(-2) ?? choice.context) : choice.name;

function volumesOf({ stack, system }: Settings, opts: pulumi.ComponentResourceOptions) {
  const names = Object.values(system.services).flatMap(({ volumes = [] }) => volumes.map(({ name }) => name));
  return Object.fromEntries([...new Set(names)].map((name) => [name, new Volume(name, { stack }, opts)]));
}

function secretsOf(
  { stack, system, secrets, rootKey, provided }: StackSettings,
  host: pulumi.Output<string>,
  opts: pulumi.ComponentResourceOptions,
): Record<string, Secret> {
  return mapValues(
    secrets,
    ({ version }, name) =>
      new Secret(name, { stack, version, rootKey, value: provided[name], owners: ownersOf(system, name), host }, opts),
  );
}

/** The users that read a secret, by what the services mount. */
function ownersOf({ services }: System, secret: string): number[] {
  const mounts = Object.values(services).flatMap(({ secrets = [] }) => secrets.filter(({ name }) => name === secret));
  return [...new Set(mounts.map(({ uid = 0 }) => uid))].sort((a, b) => a - b);
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
