import { serversOf } from "./accounts";
import type { System } from "./system";

/** The system less some of its services, jobs and static volumes, and less what only they use: routes and secrets. */
export function without(system: System, parts: readonly string[]): System {
  const stays = (name: string) => !parts.includes(name);
  const services = kept(system.services, stays);
  const jobs = kept(system.jobs, stays);
  const processes = [...Object.values(services), ...Object.values(jobs)];
  const mounted = new Set(processes.flatMap(({ secrets = [] }) => secrets.map(({ name }) => name)));
  return {
    ...system,
    services,
    jobs,
    staticVolumes: kept(system.staticVolumes, stays),
    surfaces: Object.fromEntries(
      Object.entries(system.surfaces).map(([name, members]) => [name, members.filter(stays)]),
    ),
    proxy: { ...system.proxy, routes: system.proxy.routes.filter(({ service }) => stays(service)) },
    secrets: kept(system.secrets, (name) => mounted.has(name)),
  };
}

/** Services and jobs that stay although they need a part that goes, be it only for its image or for the user that it stores. */
export function needersOf(system: System, part: string, parts: readonly string[]): string[] {
  return Object.entries({ ...system.services, ...system.jobs })
    .filter(([name, process]) => {
      const { needs = [], image } = process;
      const needed = [...needs, ...serversOf(system, process), ...("service" in image ? [image.service] : [])];
      return !parts.includes(name) && needed.includes(part);
    })
    .map(([name]) => name);
}

function kept<T>(record: Readonly<Record<string, T>>, stays: (name: string) => boolean): Record<string, T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => stays(name)));
}
