import type { Mistake } from "./mistake";
import { earlierParts, inOrder } from "./surfaces";
import type { System } from "./system";
import { isStateful } from "./updateOrder";

type Parts = Pick<System, "services" | "jobs">;

/** Names that a service or job may need: those of stateful services and of jobs. */
export const neededParts = ({ services, jobs }: Parts) => [
  ...Object.keys(services).filter((name) => isStateful(services[name] ?? {})),
  ...Object.keys(jobs),
];

/** Needs that name nothing that can be waited for, images of services that are not there, and cycles. */
export function needMistakes(system: Parts): Mistake[] {
  return [...unknownNeeds(system), ...unknownImages(system), ...cycles(system)];
}

/**
 * What a deploy lets in one after the other, each after what it waits for: stateful services, jobs, and services behind the
 * proxy in the order of their surfaces.
 */
export function startOrder(system: System): string[] {
  const needed = neededParts(system);
  const routed = Object.keys(system.services).filter((name) => system.services[name]?.http && !needed.includes(name));
  const order = new Set<string>();
  const visit = (part: string): void => {
    if (order.has(part)) return;
    waitsFor(system, part).forEach(visit);
    order.add(part);
  };
  [...needed, ...inOrder(system, routed, (name) => name)].forEach(visit);
  return [...order];
}

/** What must have been let in before a part starts: what it needs and, for a service behind the proxy, earlier surfaces. */
export function waitsFor(system: System, part: string): string[] {
  const { services, jobs } = system;
  const needed = neededParts(system);
  const earlier = needed.includes(part) ? [] : earlierParts(system, part);
  const letIn = (name: string) => needed.includes(name) || services[name]?.http !== undefined;
  return [...new Set([...((services[part] ?? jobs[part])?.needs ?? []), ...earlier.filter(letIn)])];
}

/** The jobs that some parts need, directly or by way of other jobs. */
export function jobsNeededBy({ services, jobs }: Parts, parts: readonly string[]): string[] {
  const found = new Set<string>();
  const visit = (part: string): void => {
    for (const need of (services[part] ?? jobs[part])?.needs ?? []) {
      if (!(need in jobs) || found.has(need)) continue;
      found.add(need);
      visit(need);
    }
  };
  parts.forEach(visit);
  return [...found];
}

function unknownNeeds(system: Parts): Mistake[] {
  const known = neededParts(system);
  return needs(system).flatMap(({ where, needs }) =>
    needs.flatMap((need, index) =>
      known.includes(need) ? [] : [{ where: `${where}.needs[${index}]`, found: `"${need}"`, expected: known }],
    ),
  );
}

function unknownImages({ services, jobs }: Parts): Mistake[] {
  return Object.entries(jobs).flatMap(([name, { image }]) => {
    if (!("service" in image) || services[image.service]) return [];
    return [{ where: `jobs.${name}.image.service`, found: `"${image.service}"`, expected: Object.keys(services) }];
  });
}

/** A cycle through each part that is in one, but none twice. */
function cycles(system: Parts): Mistake[] {
  const parts = needs(system);
  const reported = new Set<string>();
  return parts.flatMap(({ name, where }) => {
    const cycle = reported.has(name) ? undefined : wayBack(parts, name);
    for (const part of cycle ?? []) reported.add(part);
    if (!cycle) return [];
    const expected = { expected: "needs that lead back to nothing", fix: "take one of these needs out" };
    return [{ where: `${where}.needs`, found: `a cycle: ${cycle.join(" > ")}`, ...expected }];
  });
}

/** The shortest way from a part over needs back to itself. */
function wayBack(parts: ReturnType<typeof needs>, start: string): string[] | undefined {
  const ways = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const need of parts.find(({ name }) => name === way.at(-1))?.needs ?? []) {
      if (need === start) return [...way, need];
      if (!seen.has(need)) ways.push([...way, need]);
      seen.add(need);
    }
  }
  return undefined;
}

function needs({ services, jobs }: Parts) {
  const of = (kind: string, parts: Readonly<Record<string, { readonly needs?: readonly string[] }>>) =>
    Object.entries(parts).map(([name, { needs = [] }]) => ({ name, where: `${kind}.${name}`, needs }));
  return [...of("services", services), ...of("jobs", jobs)];
}
