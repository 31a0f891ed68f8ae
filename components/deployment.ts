import * as pulumi from "@pulumi/pulumi";
import { demandOf } from "../settings/demand";
import type { Settings, TlsSettings } from "../settings/settings";
import type { StackSettings } from "../settings/stackFile";
import { CERTBOT } from "../systems/certbot";
import { CERTIFICATES } from "../systems/certificates";
import { entranceAddress, FORWARDER, PROXY } from "../systems/entrance";
import { readersOf } from "../systems/secretMount";
import { earlierParts, inOrder } from "../systems/surfaces";
import { proxyKind } from "../systems/system";
import { isStateful } from "../systems/updateOrder";
import { Certificates } from "./certificates";
import { Configuration } from "./configuration";
import { Cutover, textDigest } from "./cutover";
import { Forwarder } from "./forwarder";
import { gatesOf } from "./gates";
import { Host } from "./host";
import type { Image } from "./image";
import { Images } from "./images";
import { Network } from "./network";
import { Proxy } from "./proxy";
import { Publication } from "./publication";
import { Secret } from "./secret";
import { ServedCertificate } from "./servedCertificate";
import { Service } from "./service";
import { StaticVolume } from "./staticVolume";
import { publicUrl } from "./url";
import { usersOf } from "./users";
import { Volume } from "./volume";

/**
 * One system on one host. The graph is the deploy: images, volumes, secrets and configurations > stateful services > jobs > new
 * containers > admission > cutover; the engine deletes the former containers after all of that.
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

    const tool = images.of(settings.proxy.image);
    const configurations = configurationsOf(settings, tool, host.address, within);

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
            configuration: configurations[service],
            volumes,
          },
          within,
        ),
    );
    const all = Object.values(services);
    const routed = all.filter(({ definition }) => definition.http && !isStateful(definition));
    const workers = all.filter(({ definition }) => !definition.http && !isStateful(definition));

    const { tls, ports } = settings;
    const certificates =
      tls &&
      new Certificates(
        "certificates",
        {
          stack,
          kind: proxyKind(system),
          tls,
          key: settings.tlsKey,
          volume: volumes[CERTIFICATES] ?? new Volume(CERTIFICATES, { stack }, within),
          tool,
          host: host.address,
        },
        within,
      );
    const preparations = { ...configurations, ...(certificates ? { [CERTBOT]: certificates } : {}) };

    const gates = gatesOf({ settings, host, internal, images, secrets, services, preparations }, within);
    usersOf({ stack, system, secrets, admissions: gates, host: host.address }, within);

    const staticVolumes = Object.values(
      mapValues(system.staticVolumes, (definition, name) => {
        const image = images.of((settings.staticVolumes[name] as Settings["staticVolumes"][string]).image);
        return new StaticVolume(name, { stack, definition, image, tool, host: host.address }, within);
      }),
    );
    const entrance = {
      publish: { address: ports.address, port: ports.http, securePort: certificates && ports.https },
      ...{ internal, external, subnet },
      aliases: routed.map(({ serviceName }) => serviceName),
    };
    const before = settings.proxy.forwarder;
    const forwarder =
      before &&
      new Forwarder(FORWARDER, { stack, image: images.of(before.image), limits: before.limits, entrance }, within);
    const told = {
      kind: proxyKind(system),
      site: siteOf(settings),
      tls: tls && certificates && siteTls(tls, ports, certificates),
      routed,
    };
    const proxy = new Proxy(
      PROXY,
      {
        ...{ stack, kind: told.kind, image: tool, limits: settings.proxy.limits },
        ...{ entrance, forwarded: forwarder !== undefined, certificates, staticVolumes },
        text: forwarder && textOfOwn(told),
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
        forwarder,
        ...told,
        workers,
        ready: [...Object.values(gates), ...Object.values(configurations), ...staticVolumes],
      },
      within,
    );
    if (tls?.mode === "acme")
      new ServedCertificate(
        "served-certificate",
        { stack, names: tls.names, proxy, forwarded: forwarder !== undefined, host: host.address, after: [cutover] },
        within,
      );
    const published: Record<string, Publication> = {};
    for (const staticVolume of inOrder(system, staticVolumes, ({ staticName }) => staticName)) {
      const name = staticVolume.staticName;
      const after = [cutover, ...earlierParts(system, name).flatMap((part) => published[part] ?? [])];
      published[name] = new Publication(name, { stack, staticVolume, tool, host: host.address, after }, within);
    }
    this.url = publicUrl(settings.host, ports, tls);
    this.registerOutputs({ url: this.url });
  }
}

/** Caddy's reload loses what is in its handshake: where another container can start beside it, another text makes another one. */
function textOfOwn(told: Parameters<typeof textDigest>[0]): pulumi.Output<string> | undefined {
  if (told.kind !== "caddy") return undefined;
  return pulumi.output(told.tls?.folder).apply((folder) => `${textDigest(told)}${folder ? `.${folder}` : ""}`);
}

function siteOf({ system, proxy, tls, subnet }: Settings) {
  const { bodyLimitBytes: bodyLimit, drainSeconds } = proxy;
  const staticVolumes = Object.entries(system.staticVolumes).map(([name, { path, hashed = [], fallback }]) => ({
    name,
    path,
    hashed,
    ...(fallback ? { fallback } : {}),
  }));
  const hsts = tls?.hstsSeconds ? { "Strict-Transport-Security": `max-age=${tls.hstsSeconds}` } : {};
  const headers = { ...hsts, ...proxy.headers };
  const forwarder = proxy.forwarder ? { forwarder: entranceAddress(subnet) } : {};
  return { routes: [...system.proxy.routes], staticVolumes, headers, bodyLimit, drainSeconds, ...forwarder };
}

function siteTls(
  { mode, names, email, directory, root }: TlsSettings,
  { https }: Settings["ports"],
  { folder }: Certificates,
) {
  const known = { ...(email ? { email } : {}), ...(directory ? { directory } : {}), ...(root ? { root } : {}) };
  return { names, port: https, folder, ...(mode === "acme" ? { acme: known } : {}) };
}

function volumesOf({ stack, system }: Settings, opts: pulumi.ComponentResourceOptions) {
  const names = Object.values(system.services).flatMap(({ volumes = [] }) => volumes.map(({ name }) => name));
  return Object.fromEntries([...new Set(names)].map((name) => [name, new Volume(name, { stack }, opts)]));
}

function configurationsOf(
  { stack, system, services }: Settings,
  tool: Image,
  host: pulumi.Output<string>,
  opts: pulumi.ComponentResourceOptions,
): Record<string, Configuration> {
  const made = Object.entries(system.services).flatMap(([name, { configuration: definition }]) => {
    const entries = services[name]?.configuration;
    if (!definition || !entries) return [];
    return [[name, new Configuration(name, { stack, definition, entries, tool, host }, opts)] as const];
  });
  return Object.fromEntries(made);
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
