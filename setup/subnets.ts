import { networkInterfaces } from "node:os";
import type { Docker } from "../actions/docker";

/** The networks of a Docker daemon and of this machine's interfaces, in CIDR form. */
export async function takenSubnets(docker: Docker): Promise<string[]> {
  const networks = await docker.listNetworks();
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map(({ cidr }) => cidr));
  return [...networks.flatMap(({ IPAM }) => (IPAM?.Config ?? []).map(({ Subnet }) => Subnet)), ...own].flatMap(
    (subnet) => subnet ?? [],
  );
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
