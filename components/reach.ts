import { connect, type NetConnectOpts } from "node:net";
import * as pulumi from "@pulumi/pulumi";

const PATIENCE_MS = 5000;

/**
 * The host's address, once something listens there. A preview goes on without the host and says so; an update stops before it
 * touches anything.
 */
export async function whenReachable(address: string): Promise<string> {
  const why = await refusalOf(address);
  if (why === undefined) return address;
  const message = `the Docker host ${address} cannot be reached: ${why}`;
  if (!pulumi.runtime.isDryRun())
    throw new Error(`${message}. Nothing was changed. Start it, or set \`roadstead:host\`.`);
  pulumi.log.warn(`${message}. The plan below comes from the state file alone; \`up\` will refuse.`);
  return address;
}

/** Where a Docker address listens: a socket's path, or host and port (22 for ssh, 2375 for tcp when it names none). */
export function endpointOf(address: string): NetConnectOpts {
  const url = new URL(address);
  if (url.protocol === "unix:") return { path: url.pathname };
  return {
    host: url.hostname.replace(/^\[|\]$/g, ""),
    port: Number(url.port) || (url.protocol === "ssh:" ? 22 : 2375),
  };
}

function refusalOf(address: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(endpointOf(address));
    const end = (why?: string) => {
      socket.destroy();
      resolve(why);
    };
    socket.setTimeout(PATIENCE_MS, () => end(`no answer within ${PATIENCE_MS / 1000} s`));
    socket.once("connect", () => end());
    socket.once("error", (error) => end(error.message));
  });
}
