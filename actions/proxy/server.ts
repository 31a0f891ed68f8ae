import { PROXY_HOME, type Site } from "../../render/site";
import type { ProxyKind } from "../../systems/system";
import type { Container } from "../docker";
import { caddy } from "./caddy";
import { nginx } from "./nginx";
import { has } from "./volume";

/** What a release's folder holds. */
export interface Composed {
  /** What the proxy answers on its control listener once it serves the release. */
  readonly digest: string;
  /** By path in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** What a cutover asks of a proxy, whichever it is. */
export interface ProxyServer {
  compose(proxy: Container, site: Omit<Site, "release">): Promise<Composed>;
  /** Throws in the proxy's own words when it refuses what is in a release's folder. */
  check(proxy: Container, id: string): Promise<void>;
  /**
   * Moves traffic to a release: after it no new request reaches what served before, but what is under way there goes on. Throws when
   * the release is not taken.
   */
  move(proxy: Container, id: string, digest: string): Promise<void>;
  /**
   * Has every answer end its connection, by what it writes into the folder of a release, and waits for a while until those that were
   * open are gone.
   */
  letGo(proxy: Container, id: string): Promise<void>;
  /** Of one that has let go and that nobody is led to any more: ends what is idle, and WebSockets when their drain is over. */
  endIdle(proxy: Container): Promise<void>;
}

const servers: Readonly<Record<ProxyKind, ProxyServer>> = { nginx, caddy };

/** Of a container that may be another release's, with another proxy. */
export const serverIn = async (proxy: Container): Promise<ProxyServer> =>
  servers[(await has(proxy, `${PROXY_HOME}/live/Caddyfile`)) ? "caddy" : "nginx"];

export const serverOf = (kind: ProxyKind): ProxyServer => servers[kind];
