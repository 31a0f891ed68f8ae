import { withCertbot } from "../systems/certbot";
import { proxyAddresses } from "../systems/entrance";
import { withExternal } from "../systems/external";
import { forwarder } from "../systems/forwarder";
import { DEFAULT_CONNECTIONS, DEFAULT_EVICTION } from "../systems/store";
import type { Job, Service, System } from "../systems/system";
import { without } from "../systems/without";
import { certificateWarnings } from "./certificate";
import type { StackFile } from "./schema";
import type {
  ForwarderSettings,
  ImageChoice,
  ProcessSettings,
  ServiceSettings,
  Settings,
  StoreSettings,
  TlsSettings,
} from "./settings";
import { warningsOf } from "./warnings";

/** Puts the system's own parameters and the stack file's together. */
export function resolve(stack: string, file: StackFile): Settings {
  const { runtime, host, ports, subnet, proxy, diskReserve, cpuOvercommit } = file;
  const tls = file.tls ? { tls: tlsSettings(file.tls) } : {};
  const system = without(withExternal(withCertbot(file.system, tls.tls), addressesIn(file)), file.without);
  return {
    stack,
    system,
    runtime,
    host,
    ports,
    ...tls,
    ...(file.cloudflare.ssl ? { cloudflareSsl: file.cloudflare.ssl } : {}),
    subnet,
    services: mapped(system.services, (service, name) => serviceSettings(service, name, file)),
    jobs: mapped(system.jobs, (job, name) => ({
      ...processSettings(job, name, file),
      image: jobImage(system, job, name, file),
    })),
    staticVolumes: mapped(system.staticVolumes, (volume, name) => ({ image: imageChoice(volume, file.images[name]) })),
    proxy: {
      image: { kind: "pull", name: file.images.proxy ?? system.proxy.image.name },
      limits: mergedLimits(system.proxy, file.limits.proxy),
      ...(startsFirst(file) ? { forwarder: forwarderSettings(file) } : {}),
      headers: proxy.headers,
      bodyLimitBytes: proxy.bodyLimit,
      drainSeconds: proxy.drain,
    },
    stores: storesOf(file),
    secrets: mapped(system.secrets, (secret, name) => ({ ...secret, version: file.secrets[name]?.version ?? 1 })),
    diskReserveBytes: diskReserve,
    cpuOvercommit,
    warnings: [...warningsOf(system), ...certificateWarnings({ stack, ...tls })],
  };
}

function tlsSettings(tls: NonNullable<StackFile["tls"]>): TlsSettings {
  const { mode, names, hsts: hstsSeconds, email, directory, root, certificate } = tls;
  const own = names.length === 0 && mode === "internal" ? ["localhost"] : names;
  return {
    mode,
    names: own,
    hstsSeconds,
    ...(email ? { email } : {}),
    ...(directory ? { directory } : {}),
    ...(root ? { root } : {}),
    ...(certificate ? { certificate } : {}),
  };
}

/** Whether another proxy starts beside the one that serves, which takes a forwarder before them. */
const startsFirst = ({ system, proxy }: StackFile) =>
  (proxy.updateOrder ?? system.proxy.updateOrder ?? "stop-first") === "start-first";

const forwarderSettings = ({ images, limits }: StackFile): ForwarderSettings => ({
  image: { kind: "pull", name: images.forwarder ?? forwarder.image.name },
  limits: mergedLimits(forwarder, limits.forwarder),
});

const addressesIn = ({ external }: StackFile) =>
  Object.fromEntries(Object.entries(external).flatMap(([name, store]) => (store ? [[name, store.url]] : [])));

const STORE_DEFAULTS = {
  postgres: { connections: DEFAULT_CONNECTIONS },
  redis: { eviction: DEFAULT_EVICTION },
  rabbitmq: {},
};

/** The stores of the system, with what the stack file says of those that somebody else runs. */
function storesOf({ system, external }: StackFile): Record<string, StoreSettings> {
  const stores = Object.entries(system.services).flatMap(([name, { store }]) =>
    store ? [[name, store] as const] : [],
  );
  return Object.fromEntries(
    stores.map(([name, store]) => {
      const { url: _, ...said } = external[name] ?? {};
      const elsewhere = external[name] !== undefined;
      const known = elsewhere ? { kind: store.kind } : store;
      return [name, { ...STORE_DEFAULTS[store.kind], ...known, ...said, external: elsewhere } as StoreSettings];
    }),
  );
}

function serviceSettings(service: Service, name: string, file: StackFile): ServiceSettings {
  const { configuration } = service;
  return {
    image: imageChoice(service, file.images[name]),
    ...processSettings({ ...service, environment: ownVariables(service, file) }, name, file),
    replicas: file.replicas[name] ?? 1,
    ...(configuration ? { configuration: { ...configuration.entries, ...file.configuration[name] } } : {}),
  };
}

/** What the system sets, and the proxy's addresses where the service wants to know them. */
function ownVariables({ http, environment }: Service, file: StackFile): Readonly<Record<string, string>> {
  const addresses = proxyAddresses(file.subnet, startsFirst(file)).join(",");
  return { ...(http?.proxyVariable ? { [http.proxyVariable]: addresses } : {}), ...environment };
}

function processSettings(process: Service | Job, name: string, file: StackFile): Omit<ProcessSettings, "image"> {
  return {
    environment: { ...process.environment, ...file.environment[name] },
    limits: mergedLimits(process, file.limits[name]),
  };
}

/** A job that runs a service's image runs the one of the same release, whatever the stack file names for it. */
function jobImage({ services }: System, { image }: Job, name: string, { images }: StackFile): ImageChoice {
  if (!("service" in image)) return imageChoice({ image }, images[name]);
  return imageChoice(services[image.service] as Service, images[image.service]);
}

function imageChoice({ image }: Pick<Service, "image">, override: string | undefined): ImageChoice {
  if (override !== undefined) return { kind: "pull", name: override };
  return "name" in image ? { kind: "pull", name: image.name } : { kind: "build", ...image };
}

function mergedLimits({ limits }: Pick<Service, "limits">, override: StackFile["limits"][string] | undefined) {
  return { memoryMiB: override?.memory ?? limits.memoryMiB, cpus: override?.cpus ?? limits.cpus };
}

function mapped<T, R>(record: Readonly<Record<string, T>>, change: (value: T, name: string) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value, name)]));
}
