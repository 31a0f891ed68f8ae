/** What the proxy shall serve, with every address known. */
export interface Site {
  /** Digest that the control listener answers with, so that a deploy can see which configuration is live. */
  readonly release: string;
  readonly upstreams: readonly Upstream[];
  readonly routes: readonly { readonly path: string; readonly service: string }[];
  readonly staticVolumes: readonly StaticFiles[];
  /** Added to every response from the public listener. */
  readonly headers: Readonly<Record<string, string>>;
  /** Largest request body, in bytes. */
  readonly bodyLimit: number;
  /** Seconds that a request in flight may go on after the proxy has moved. */
  readonly drainSeconds: number;
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

/** Port, on the container's loopback only, that answers which release is live. */
export const CONTROL_PORT = 10081;

/** Whether something answers by the path `/`. */
export const hasRoot = ({ routes, staticVolumes }: Pick<Site, "routes" | "staticVolumes">) =>
  [...routes, ...staticVolumes].some(({ path }) => path === "/");

/** In double quotes, as both proxies read them. */
export const quote = (value: string) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
