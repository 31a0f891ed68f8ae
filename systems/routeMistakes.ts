import type { Mistake } from "./mistake";
import type { System } from "./system";

/** Routes that lead nowhere, or that two things claim. */
export function routeMistakes(
  system: Pick<System, "services" | "jobs" | "staticVolumes" | "surfaces" | "proxy">,
): Mistake[] {
  return [...unknownServices(system), ...pathMistakes(system), ...surfaceMistakes(system)];
}

function unknownServices({ services, proxy }: Pick<System, "services" | "proxy">): Mistake[] {
  const known = Object.keys(services).filter((name) => services[name]?.http);
  return proxy.routes.flatMap(({ service }, index) => {
    const where = `proxy.routes[${index}].service`;
    if (known.includes(service)) return [];
    if (!services[service]) return [{ where, found: `"${service}"`, expected: known }];
    return [{ where, found: `"${service}", which speaks no HTTP`, expected: known }];
  });
}

/** Every path that the proxy answers by, and what for. */
function pathsOf({ proxy, staticVolumes }: Pick<System, "proxy" | "staticVolumes">) {
  return [
    ...proxy.routes.map(({ path, service }, index) => ({ path, owner: service, where: `proxy.routes[${index}].path` })),
    ...Object.entries(staticVolumes).map(([name, { path }]) => ({
      path,
      owner: name,
      where: `staticVolumes.${name}.path`,
    })),
  ];
}

function pathMistakes(system: Pick<System, "proxy" | "staticVolumes">): Mistake[] {
  const paths = pathsOf(system);
  return paths.flatMap(({ path, where }, index) => {
    if (!/^\/[\w./~-]*$/.test(path))
      return [{ where, found: `"${path}"`, expected: "a path such as /api/, of letters, digits and . _ ~ -" }];
    const other = paths.slice(0, index).find((earlier) => earlier.path === path);
    return other ? [{ where, found: `"${path}"`, expected: `a path that ${other.owner} has not got already` }] : [];
  });
}

/** A part moves once in a release. */
function surfaceMistakes({
  services,
  jobs,
  staticVolumes,
  surfaces,
}: Pick<System, "services" | "jobs" | "staticVolumes" | "surfaces">) {
  const known = [services, jobs, staticVolumes].flatMap((parts) => Object.keys(parts));
  const members = Object.entries(surfaces).flatMap(([surface, parts]) =>
    parts.map((part, index) => ({ part, surface, where: `surfaces.${surface}[${index}]` })),
  );
  return members.flatMap(({ part, where }, index): Mistake[] => {
    if (!known.includes(part)) return [{ where, found: `"${part}"`, expected: known }];
    const other = members.slice(0, index).find((earlier) => earlier.part === part);
    return other
      ? [{ where, found: `"${part}"`, expected: `a part that the surface ${other.surface} has not got already` }]
      : [];
  });
}
