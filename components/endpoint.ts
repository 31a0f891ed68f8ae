import type { NetConnectOpts } from "node:net";

/** Where a Docker address listens: a socket's path, or host and port (22 for ssh, 2375 for tcp when it names none). */
export function endpointOf(address: string): NetConnectOpts {
  const url = new URL(address);
  if (url.protocol === "unix:") return { path: url.pathname };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "ssh:" ? 22 : 2375),
  };
}
