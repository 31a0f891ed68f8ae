import { Advice } from "./progress";
import { overlap } from "./subnets";

/** Where a stack is on this machine, so that it is in no other's way. */
export interface Place {
  /** Port on the loopback address. */
  readonly port: number;
  /** Its private /24. */
  readonly subnet: string;
}

/** The place of a stack whose file says nothing of it. */
export const defaultPlace: Place = { port: 8080, subnet: "10.210.0.0/24" };

export interface Taken {
  /** Of other stacks, running or not. */
  readonly places: readonly Place[];
  /** In CIDR form, whoever has them. */
  readonly subnets: readonly string[];
  /** Whether nothing listens on a port. */
  readonly isFree: (port: number) => Promise<boolean>;
}

/** The first place after the default one that is nobody's. */
export async function freePlace({ places, subnets, isFree }: Taken): Promise<Place> {
  const known = [defaultPlace, ...places];
  const ports = following(8081, 1000).filter((port) => !known.some((place) => place.port === port));
  const others = [...known.map(({ subnet }) => subnet), ...subnets];
  const subnet = following(1, 255)
    .map((third) => `10.210.${third}.0/24`)
    .find((candidate) => !others.some((other) => overlap(candidate, other)));
  for (const port of ports) if (subnet && (await isFree(port))) return { port, subnet };
  throw new Advice(
    "no port from 8081 to 9080 and no network from 10.210.1.0/24 to 10.210.255.0/24 are free for another stack; make a stack file that names others",
  );
}

const following = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);
