import { isIP, isIPv4 } from "node:net";
import { set } from "./commands";
import { Refusal } from "./refusal";

const privateRange = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/;

/** A private IPv4 network with 256 addresses. */
export function privateNetwork(value: unknown): string | Refusal {
  const [, network, last] = /^(\d+\.\d+\.\d+)\.(\d+)\/24$/.exec(String(value)) ?? [];
  if (network === undefined || !isIPv4(`${network}.${last}`) || !privateRange.test(network)) {
    return new Refusal("a private IPv4 network with 256 addresses, such as 10.210.0.0/24", set("10.210.0.0/24"));
  }
  return last === "0" ? `${network}.0/24` : new Refusal("the network's first address", set(`${network}.0/24`));
}

/** An address of the host. */
export function ipAddress(value: unknown): string | Refusal {
  return typeof value === "string" && isIP(value)
    ? value
    : new Refusal("an IP address: 127.0.0.1 for this host alone, 0.0.0.0 for everyone", set("127.0.0.1"));
}
