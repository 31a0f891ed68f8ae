import { networkInterfaces } from "node:os";
import type { Docker } from "../../actions/docker";

/** A private /24 that neither a Docker network nor an interface of this machine overlaps. */
export async function freeSubnet(docker: Docker): Promise<string> {
  const networks = await docker.listNetworks();
  const taken = networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []));
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) =>
    addresses.flatMap(({ cidr }) => cidr ?? []),
  );
  return chooseSubnet([...taken, ...own], Math.random);
}

/** A random 10.128.0.0/24 to 10.254.255.0/24 beside those taken. */
export function chooseSubnet(taken: readonly string[], random: () => number): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const subnet = `10.${128 + Math.floor(random() * 127)}.${Math.floor(random() * 256)}.0/24`;
    if (!taken.some((other) => overlap(subnet, other))) return subnet;
  }
  throw new Error(`no free /24 between 10.128.0.0 and 10.254.255.0 beside ${taken.join(", ")}`);
}

/** Whether two IPv4 ranges in CIDR form have an address in common; an IPv6 range has none with an IPv4 range. */
export function overlap(a: string, b: string): boolean {
  const [first, second] = [rangeOf(a), rangeOf(b)];
  return first !== undefined && second !== undefined && first.from <= second.to && second.from <= first.to;
}

function rangeOf(cidr: string): { from: number; to: number } | undefined {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr);
  if (!match) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, bits = 32] = match.slice(1).map(Number);
  const size = 2 ** (32 - bits);
  const address = ((a * 256 + b) * 256 + c) * 256 + d;
  const from = address - (address % size);
  return { from, to: from + size - 1 };
}
