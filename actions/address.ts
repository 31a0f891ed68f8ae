import { pause } from "./abort";
import { type Container, type Docker, start } from "./docker";

/**
 * Gives containers that have none an address of their own on the stack's network, one after the other. Docker hands out only
 * the lower half of the subnet by itself, so that an address of the upper half belongs to one container for as long as that
 * container exists.
 */
export async function giveAddresses(docker: Docker, containers: readonly Container[], network: Subnet): Promise<void> {
  for (const container of containers) {
    if (!(await addressOf(container, network))) await assign(docker, container, network);
  }
}

const ATTEMPTS = 10;

/** Gives a container that does not run the first of some addresses that no running one has. */
export async function giveFreeAddress(
  docker: Docker,
  container: Container,
  network: Subnet,
  addresses: readonly string[],
): Promise<void> {
  const running = await docker.listContainers({ filters: { network: [network.name] } });
  const others = running.filter(({ Id }) => Id !== container.id);
  const taken = others.map(({ NetworkSettings }) => NetworkSettings.Networks[network.name]?.IPAddress);
  const free = addresses.filter((address) => !taken.includes(address));
  if (free.includes((await addressOf(container, network)) ?? "")) return;
  if (!free[0])
    throw new Error(`running containers have ${addresses.join(" and ")} on ${network.name}; stop one of them`);
  await move(docker, container, network, free[0]);
}

/** Starts a container at its own address, or at another one when a container of another deploy step was faster to take it. */
export async function startAtOwnAddress(docker: Docker, container: Container, network: Subnet): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start(container);
    } catch (error) {
      if (!/address already in use/i.test(String(error)) || attempt === ATTEMPTS) throw error;
      await pause(Math.random() * 200);
      await assign(docker, container, network);
    }
  }
}

export interface Subnet {
  /** Name of the Docker network. */
  readonly name: string;
  /** A private /24 in CIDR form. */
  readonly subnet: string;
}

/** The address that a container was given for good, running or not. */
export async function addressOf(container: Container, network: Subnet): Promise<string | undefined> {
  const { NetworkSettings } = await container.inspect();
  return NetworkSettings.Networks[network.name]?.IPAMConfig?.IPv4Address || undefined;
}

/** The addresses of those that were given one for good. */
export async function addressesOf(containers: readonly Container[], network: Subnet): Promise<string[]> {
  const addresses = await Promise.all(containers.map((container) => addressOf(container, network)));
  return addresses.filter((address) => address !== undefined);
}

const FIRST = 129;
/** The two after it are the proxy's, where a forwarder stands before it. */
const LAST = 252;

/** The next address after the highest one taken, so that one given back rests for as long as possible. */
export function nextAddress(subnet: string, taken: readonly string[]): string {
  const prefix = subnet.replace(/\.\d+\/\d+$/, "");
  const hosts = new Set(taken.filter((ip) => ip.startsWith(`${prefix}.`)).map((ip) => Number(ip.split(".")[3])));
  const size = LAST - FIRST + 1;
  const highest = Math.max(FIRST - 1, ...[...hosts].filter((host) => host >= FIRST && host <= LAST));
  for (let step = 1; step <= size; step++) {
    const host = FIRST + ((highest - FIRST + step) % size);
    if (!hosts.has(host)) return `${prefix}.${host}`;
  }
  throw new Error(`all ${size} fixed addresses of ${subnet} are taken; remove containers or choose another subnet`);
}

async function assign(docker: Docker, container: Container, { name, subnet }: Subnet): Promise<void> {
  await move(docker, container, { name }, nextAddress(subnet, await takenAddresses(docker, name)));
}

async function move(docker: Docker, container: Container, { name }: Pick<Subnet, "name">, IPv4Address: string) {
  const network = docker.getNetwork(name);
  await network.disconnect({ Container: container.id });
  await network.connect({ Container: container.id, EndpointConfig: { IPAMConfig: { IPv4Address } } });
}

async function takenAddresses(docker: Docker, network: string): Promise<string[]> {
  const containers = await docker.listContainers({ all: true, filters: { network: [network] } });
  return containers.flatMap(({ NetworkSettings }) => {
    const endpoint = NetworkSettings.Networks[network];
    return [endpoint?.IPAMConfig?.IPv4Address, endpoint?.IPAddress].filter((ip) => ip !== undefined && ip !== "");
  });
}
