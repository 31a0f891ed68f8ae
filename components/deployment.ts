import * as pulumi from "@pulumi/pulumi";
import { demandOf } from "../settings/demand";
import type { Settings } from "../settings/settings";
import type { StackSettings } from "../settings/stackFile";
import { readersOf } from "../systems/secretMount";
import { earlierParts, inOrder } from "../systems/surfaces";
import { isStateful } from "../systems/updateOrder";
import { Admission } from "./admission";
import { Cutover } from "./cutover";
import { Host } from "./host";
import { Images } from "./images";
import { Network } from "./network";
import { Proxy } from "./proxy";
import { Publication } from "./publication";
import { Secret } from "./secret";
import { Service } from "./service";
import { StaticVolume } from "./staticVolume";
import { publicUrl } from "./url";
import { usersOf } from "./users";
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
    const host = new Host("host", { demand: demandOf(settings) }, { parent: this });
    const within = { parent: this, provider: host.provider };

    const internal = new Network("internal", { stack, subnet }, within);
    const external = new Network("external", { stack }, within);
    const network = { name: internal.dockerName, subnet };
    const images = new Images(settings, host.address, within);
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
            image: images.of((settings.services[service] as Settings["services"][string]).image),
            network: internal,
            secrets,
            volumes,
          },
          within,
        ),
    );
    const all = Object.values(services);
    const stateful = all.filter(({ definition }) => isStateful(definition));
    const routed = all.filter(({ definition }) => definition.http && !isStateful(definition));
    const workers = all.filter(({ definition }) => !definition.http && !isStateful(definition));

    const admissions: Record<string, Admission> = {};
    const admit = (service: Service) => {
      const { serviceName: name, definition } = service;
      const before = [...(definition.needs ?? []), ...earlierParts(system, name)];
      const after = before.flatMap((part) => admissions[part] ?? []);
      admissions[name] = new Admission(name, { stack, host, service, network, after }, within);
    };
    stateful.forEach(admit);
    inOrder(system, routed, ({ serviceName }) => serviceName).forEach(admit);

    usersOf({ stack, system, secrets, admissions, host: host.address }, within);

    const tool = images.of(settings.proxy.image);
    const staticVolumes = Object.values(
      mapValues(system.staticVolumes, (definition, name) => {
        const image = images.of((settings.staticVolumes[name] as Settings["staticVolumes"][string]).image);
        return new StaticVolume(name, { stack, definition, image, tool, host: host.address }, within);
      }),
    );
    const proxy = new Proxy(
      "proxy",
      {
        stack,
        image: tool,
        limits: settings.proxy.limits,
        publish: { address: settings.ports.address, port: settings.ports.http },
        internal,
        external,
        subnet,
        aliases: routed.map(({ serviceName }) => serviceName),
        staticVolumes,
      },
      within,
    );
    const cutover = new Cutover(
      "cutover",
      {
        stack,
        host,
        network,
        proxy,
        site: siteOf(settings),
        routed,
        workers,
        ready: [...Object.values(admissions), ...staticVolumes],
      },
      within,
    );
    const published: Record<string, Publication> = {};
    for (const staticVolume of inOrder(system, staticVolumes, ({ staticName }) => staticName)) {
      const name = staticVolume.staticName;
      const after = [cutover, ...earlierParts(system, name).flatMap((part) => published[part] ?? [])];
      published[name] = new Publication(name, { stack, staticVolume, tool, host: host.address, after }, within);
    }
    this.url = publicUrl(settings.host, settings.ports);
    this.registerOutputs({ url: this.url });
  }
}

function siteOf({ system, proxy }: Settings) {
  const { headers, bodyLimitBytes: bodyLimit, drainSeconds } = proxy;
  const staticVolumes = Object.entries(system.staticVolumes).map(([name, { path, hashed = [], fallback }]) => ({
    name,
    path,
    hashed,
    ...(fallback ? { fallback } : {}),
  }));
  return { routes: [...system.proxy.routes], staticVolumes, headers, bodyLimit, drainSeconds };
}

function volumesOf({ stack, system }: Settings, opts: pulumi.ComponentResourceOptions) {
  const names = Object.values(system.services).flatMap(({ volumes = [] }) => volumes.map(({ name }) => name));
  return Object.fromEntries([...new Set(names)].map((name) => [name, new Volume(name, { stack }, opts)]));
}

function secretsOf(
  { stack, system, secrets, rootKey, provided }: StackSettings,
  host: pulumi.Output<string>,
  opts: pulumi.ComponentResourceOptions,
): Record<string, Secret> {
  return mapValues(secrets, ({ version, ...definition }, name) => {
    const readers = readersOf(system, name);
    const own = { stack, definition, version, rootKey, provided: provided[name], readers, host };
    return new Secret(name, own, opts);
  });
}

function mapValues<T, R>(record: Readonly<Record<string, T>>, map: (value: T, key: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value, key)]));
}
