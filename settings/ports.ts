import { collide } from "../systems/runMistakes";
import { set } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { Settings } from "./settings";

/** Ports of the host that are wanted twice, by the proxy or a service. */
export function portProblems(settings: Settings): Problem[] {
  const { stack, ports, tls } = settings;
  if (!tls) return taken(settings, "http");
  const path = ["ports", "https"];
  const twice = { where: whereabouts(path), found: String(ports.https), expected: "another port than `ports.http`" };
  const both = ports.http === ports.https ? [{ ...twice, fix: set(String(ports.http + 1))({ stack, path }) }] : [];
  return [...both, ...taken(settings, "http"), ...taken(settings, "https")];
}

function taken({ stack, system, ports }: Settings, key: "http" | "https"): Problem[] {
  const proxy = { port: 0, hostPort: ports[key], address: ports.address };
  const path = ["ports", key];
  return Object.entries(system.services)
    .filter(([, { publish = [] }]) => publish.some((port) => collide(port, proxy)))
    .slice(0, 1)
    .map(([name]) => ({
      where: whereabouts(path),
      found: String(ports[key]),
      expected: `a port that ${name} does not publish`,
      fix: set(String(ports[key] + 1))({ stack, path }),
    }));
}
