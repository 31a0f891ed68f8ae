import type { Docker } from "../../actions/docker";
import { overlap, takenSubnets } from "../../setup/subnets";

/** A private /24 that neither a Docker network nor an interface of this machine overlaps. */
export async function freeSubnet(docker: Docker): Promise<string> {
  return chooseSubnet(await takenSubnets(docker), Math.random);
}

/** A random 10.128.0.0/24 to 10.254.255.0/24 beside those taken. */
export function chooseSubnet(taken: readonly string[], random: () => number): string {
  for (let attempt = 0; attempt < 1000; attempt++) {
    const subnet = `10.${128 + Math.floor(random() * 127)}.${Math.floor(random() * 256)}.0/24`;
    if (!taken.some((other) => overlap(subnet, other))) return subnet;
  }
  throw new Error(`no free /24 between 10.128.0.0 and 10.254.255.0 beside ${taken.join(", ")}`);
}
