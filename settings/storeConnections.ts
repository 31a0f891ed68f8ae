import { describe } from "./found";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import { Refusal } from "./refusal";
import type { Settings } from "./settings";
import { storeAddress } from "./storeAddress";

/** Addresses of stores that a stack gives single services and that lead to another place than the system's own. */
export function connectionProblems(
  { stack, system, stores, services, jobs }: Settings,
  developers: boolean,
): Problem[] {
  const hosts = [...Object.keys(system.services), ...Object.keys(stores)];
  return Object.entries({ ...system.services, ...system.jobs }).flatMap(([name, { connects = [] }]) =>
    connects.flatMap(({ to, variable }) => {
      const address = (services[name] ?? jobs[name])?.environment[variable] ?? "";
      const kind = stores[to]?.kind;
      if (kind === undefined || isInside(address, hosts) || (developers && address.startsWith("sqlite"))) return [];
      const refusal = storeAddress(kind, false)(address);
      const path = ["environment", name, variable];
      if (!(refusal instanceof Refusal)) return [];
      return [
        {
          where: whereabouts(path),
          found: describe(address),
          expected: refusal.expected,
          fix: refusal.fix({ stack, path }),
        },
      ];
    }),
  );
}

/** Whether an address is that of a service of the stack, on whose own network nobody listens. */
const isInside = (address: string, hosts: readonly string[]) =>
  URL.canParse(address) && hosts.includes(new URL(address).hostname);
