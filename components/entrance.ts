import { PUBLIC_PORT, SECURE_PORT } from "../render/site";
import { entranceAddress } from "../systems/entrance";
import type { Network } from "./network";

/** Where a stack is reached: by the ports of its host, and inside the stack by the names of the services. */
export interface Entrance {
  /** Host address and port on which the stack answers, and the port on which it does by HTTPS. */
  publish: { address: string; port: number; securePort?: number | undefined };
  internal: Network;
  external: Network;
  /** The stack's private /24; the entrance has one address in it for good. */
  subnet: string;
  /** Services that the others reach by name through it. */
  aliases: string[];
}

export const publishedPorts = ({ publish: { address: ip, port, securePort } }: Entrance) => [
  { internal: PUBLIC_PORT, external: port, ip },
  ...(securePort ? [{ internal: SECURE_PORT, external: securePort, ip }] : []),
];

/** The networks of the container that stands there. */
export const entranceNetworks = ({ internal, external, subnet, aliases }: Entrance) => [
  { name: external.dockerName },
  { name: internal.dockerName, ipv4Address: entranceAddress(subnet), aliases },
];
