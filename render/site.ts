import { CERTIFICATES_HOME, CHAIN_FILE, KEY_FILE } from "../systems/certificates";

/** What the proxy shall serve, with every address known. */
export interface Site {
  /** Digest that the control listener answers with, so that a deploy can see which configuration is live. */
  readonly release: string;
  readonly upstreams: readonly Upstream[];
  readonly routes: readonly SiteRoute[];
  readonly staticVolumes: readonly StaticFiles[];
  /** Added to every response from the public listener. */
  readonly headers: Readonly<Record<string, string>>;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  /** How long a route's requests, WebSockets and streams may go on after the proxy has moved, where the route says nothing else. */
  readonly drainSeconds: number;
  /** How the public listener answers HTTPS. Left out: it answers plain HTTP. */
  readonly tls?: SiteTls;
  /** Address of the forwarder, which says in the PROXY protocol who asks. Left out: clients connect to the proxy itself. */
  readonly forwarder?: string;
}

export interface SiteTls {
  /** Host names, the first of which answers those who name none. */
  readonly names: readonly string[];
  /** Port of the host at which HTTPS is found, for those who are sent there. */
  readonly port: number;
  /** Folder below CERTIFICATES_HOME: of `fullchain.pem` and `privkey.pem`, or where a proxy that gets its own keeps them. */
  readonly folder: string;
  /** The authority that renews them while the proxy runs. Left out: a certificate is there, and another one is in another folder. */
  readonly acme?: Acme;
}

export interface Acme {
  /** Where the authority may write to. */
  readonly email?: string;
  /** Address of its directory. Default: that of Let's Encrypt. */
  readonly directory?: string;
  /** Authority of that directory's own certificate, PEM. Default: those that the proxy's image trusts. */
  readonly root?: string;
}

export interface SiteRoute {
  readonly path: string;
  readonly service: string;
  readonly drainSeconds?: number;
}

/** A service as the proxy sees it. */
export interface Upstream {
  readonly service: string;
  readonly port: number;
  readonly addresses: readonly string[];
}

/** A static volume as the proxy serves it. */
export interface StaticFiles {
  readonly name: string;
  /** Path prefix, beginning and ending with `/`. */
  readonly path: string;
  /** Folders below `path` whose file names hold a hash; empty text for all. */
  readonly hashed: readonly string[];
  /** File below `path` that answers where no other does. */
  readonly fallback?: string;
}

/** Folder in the proxy's container below which each static volume is mounted under its name. */
export const STATIC_HOME = "/srv/static";

/** Folder in the proxy's container, on a volume, with a folder for each release and the link `live` to the one served. */
export const PROXY_HOME = "/etc/roadstead";

/** Port of the public listener inside the container; the host's port is the stack's choice. */
export const PUBLIC_PORT = 10080;

/** Port of the public listener for HTTPS inside the container. */
export const SECURE_PORT = 10443;

/** File in CERTIFICATES_HOME with the authority that an ACME directory's own certificate is from. */
export const ACME_ROOT_FILE = "acme-root.pem";

/** The files of the certificate that is served. */
export const certificateFiles = ({ folder }: Pick<SiteTls, "folder">) => ({
  chain: `${CERTIFICATES_HOME}/${folder}/${CHAIN_FILE}`,
  key: `${CERTIFICATES_HOME}/${folder}/${KEY_FILE}`,
});

/** What follows the host's name in an address that is asked by HTTPS. */
export const secureSuffix = ({ port }: Pick<SiteTls, "port">) => (port === 443 ? "" : `:${port}`);

/** Port, on the container's loopback only, that answers which release is live. */
export const CONTROL_PORT = 10081;

/** How long a service's connections may go on: its containers serve all of its routes, so the longest of theirs. */
export function drainOf({ routes, drainSeconds }: Pick<Site, "routes" | "drainSeconds">, service: string): number {
  const own = routes.filter((route) => route.service === service).map((route) => route.drainSeconds ?? drainSeconds);
  return own.length === 0 ? drainSeconds : Math.max(...own);
}

/** The longest that anything may go on once traffic has moved. */
export const longestDrainOf = ({ routes, drainSeconds }: Pick<Site, "routes" | "drainSeconds">) =>
  Math.max(drainSeconds, ...routes.map((route) => route.drainSeconds ?? 0));

/**
 * After which a proxy itself ends what still goes on under a former configuration. By then the containers that have left have had
 * their drain and their time to stop, and have closed it politely.
 */
export const lastResortSeconds = (site: Pick<Site, "routes" | "drainSeconds">) => longestDrainOf(site) + 60;

/** Ports on which services are reached by name from inside the stack; to another name the proxy answers 421. */
export const internalPorts = ({ upstreams }: Pick<Site, "upstreams">) => [
  ...new Set(upstreams.map(({ port }) => port)),
];

/** Every port on which the proxy is reached, from outside and inside the stack. */
export const portsOf = ({ tls, upstreams }: Pick<Site, "tls" | "upstreams">) => [
  ...new Set([PUBLIC_PORT, ...(tls ? [SECURE_PORT] : []), ...internalPorts({ upstreams })]),
];

/** Whether something answers by the path `/`. */
export const hasRoot = ({ routes, staticVolumes }: Pick<Site, "routes" | "staticVolumes">) =>
  [...routes, ...staticVolumes].some(({ path }) => path === "/");

/** In double quotes, as both proxies read them. */
export const quote = (value: string) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
