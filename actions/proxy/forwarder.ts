import { digestOf } from "../../render/digest";
import { renderForwarder, STREAM_MODULE } from "../../render/forwarder";
import { lastResortSeconds, portsOf, type Site } from "../../render/site";
import type { Container } from "../docker";
import { check, reload } from "./nginx";
import type { Composed } from "./server";
import { has, switchLive } from "./volume";

/** What a cutover asks of a forwarder, which is an nginx. */
export const forwarderServer = { check, move };

/** What leads to the proxy at an address. */
export async function composeForwarder(
  forwarder: Container,
  proxy: string,
  site: Pick<Site, "routes" | "drainSeconds" | "tls" | "upstreams">,
): Promise<Composed> {
  const known = {
    proxy,
    ports: portsOf(site),
    lastResortSeconds: lastResortSeconds(site),
    module: await has(forwarder, STREAM_MODULE),
  };
  const digest = digestOf(renderForwarder({ ...known, release: "" }));
  return { digest, files: { "nginx.conf": renderForwarder({ ...known, release: digest }) } };
}

/**
 * Switches `live`, reloads, and returns when the new workers answer. Those of the former configuration take nothing new from then
 * on, and stay for as long as their connections do.
 */
async function move(forwarder: Container, id: string, digest: string): Promise<void> {
  await switchLive(forwarder, id);
  await reload(forwarder, digest, []);
}
