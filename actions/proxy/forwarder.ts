import { digestOf } from "../../render/digest";
import { renderForwarder, STREAM_MODULE } from "../../render/forwarder";
import { lastResortSeconds, portsOf, type Site } from "../../render/site";
import type { Container } from "../docker";
import { check, take } from "./nginx";
import type { Composed } from "./server";
import { has } from "./volume";

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

/** Those of the former workers take nothing new from then on, and stay for as long as their connections do. */
function move(forwarder: Container, id: string, digest: string): Promise<void> {
  return take(forwarder, { id, digest, untilIdle: false });
}
