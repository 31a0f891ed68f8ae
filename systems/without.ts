import type { System } from "./system";

/** The system less some of its services and static volumes, and less what only they use: routes and secrets. */
export function without(system: System, parts: readonly string[]): System {
  const stays = (name: string) => !parts.includes(name);
  const services = kept(system.services, stays);
  const mounted = new Set(Object.values(services).flatMap(({ secrets = [] }) => secrets.map(({ name }) => name)));
  return {
    ...system,
    services,
    staticVolumes: kept(system.staticVolumes, stays),
    surfaces: Object.fromEntries(
      Object.entries(system.surfaces).map(([name, members]) => [name, members.filter(stays)]),
    ),
    proxy: { ...system.proxy, routes: system.proxy.routes.filter(({ service }) => stays(service)) },
    secrets: kept(system.secrets, (name) => mounted.has(name)),
  };
}

/** Services that stay although they need one that goes. */
export function needersOf({ services }: System, part: string, parts: readonly string[]): string[] {
  return Object.entries(services)
    .filter(([name, { needs = [] }]) => !parts.includes(name) && needs.includes(part))
    .map(([name]) => name);
}

function kept<T>(record: Readonly<Record<string, T>>, stays: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => stays(name)));
}
