import type { Site } from "../../render/site";
import type { ProxyKind } from "../../systems/system";
import type { Container } from "../docker";
import { caddy } from "./caddy";
import { nginx } from "./nginx";

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
}

const servers: Readonly<Record<ProxyKind, ProxyServer>> = { nginx, caddy };

export const serverOf = (kind: ProxyKind): ProxyServer => servers[kind];
