import { collide } from "../systems/runMistakes";
import { set } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { Settings } from "./settings";

/** Ports of the host that both the proxy and a service want. */
export function portProblems({ stack, system, ports }: Settings): Problem[] {
  const proxy = { port: 0, hostPort: ports.http, address: ports.address };
  const path = ["ports", "http"];
  return Object.entries(system.services)
    .filter(([, { publish = [] }]) => publish.some((port) => collide(port, proxy)))
    .slice(0, 1)
    .map(([name]) => ({
      where: whereabouts(path),
      found: String(ports.http),
      expected: `a port that ${name} does not publish`,
      fix: set(String(ports.http + 1))({ stack, path }),
    }));
}
