import { FORWARDER, PROXY } from "./entrance";
import type { Mistake } from "./mistake";
import { LOOPBACK, type PublishedPort, type Service, type System } from "./system";
import { whyExclusive } from "./updateOrder";

/** Services that would be in each other's way, or in that of their own next release. */
export function runMistakes({ services }: Pick<System, "services">): Mistake[] {
  const named = Object.entries(services);
  return [
    ...nameMistakes(services),
    ...named.flatMap(([name, service]) => orderMistakes(`services.${name}`, service)),
    ...named.flatMap(([name, service]) => copyMistakes(`services.${name}`, service)),
    ...scheduleMistakes(named),
    ...portMistakes(named),
    ...volumeMistakes(named),
  ];
}

type Named = readonly (readonly [string, Service])[];

/** By its service's name a deploy knows whose a container is. */
function nameMistakes(services: System["services"]): Mistake[] {
  const taken = [PROXY, FORWARDER].filter((name) => name in services);
  return taken.map((name) => ({
    where: `services.${name}`,
    found: `"${name}"`,
    expected: "another name, since what stands at the entrance has this one",
    fix: "rename it",
  }));
}

/** Behind the proxy the former container serves until the new one has answered, so that both run. */
function orderMistakes(where: string, service: Service): Mistake[] {
  const reason = whyExclusive(service);
  if (service.http && reason !== undefined) return [behindProxy(`${where}.http`, reason)];
  if (service.http && service.updateOrder === "stop-first")
    return [
      {
        where: `${where}.updateOrder`,
        found: '"stop-first"',
        expected: "start-first: the proxy moves to it once it answers",
      },
    ];
  if (service.updateOrder !== "start-first" || reason === undefined) return [];
  return [{ where: `${where}.updateOrder`, found: '"start-first"', expected: `stop-first, since ${reason}` }];
}

const behindProxy = (where: string, reason: string): Mistake => ({
  where,
  found: "a service behind the proxy of which no two copies may run",
  expected: `one that may run twice while the proxy moves, though ${reason}`,
  fix:
    reason === "its data has one writer"
      ? "mark the volume `shared` if several containers may write to it"
      : "take one of the two out",
});

function copyMistakes(where: string, service: Service): Mistake[] {
  const { replicas = 1 } = service;
  const reason = whyExclusive(service);
  if (reason === undefined || replicas === 1) return [];
  return [{ where: `${where}.replicas`, found: String(replicas), expected: `1, since ${reason}` }];
}

/** A schedule that two keep sends everything twice. */
function scheduleMistakes(named: Named): Mistake[] {
  const keepers = named.filter(([, { schedule }]) => schedule !== undefined);
  return keepers.flatMap(([name, { schedule, instances }], index) => {
    const where = `services.${name}`;
    const first = keepers.findIndex(([, other]) => other.schedule === schedule);
    if (first < index) {
      const expected = `a schedule of its own, or none: ${keepers[first]?.[0]} keeps this one, and two would send everything twice`;
      return [{ where: `${where}.schedule`, found: `"${schedule}"`, expected }];
    }
    if (instances === "exactly-one") return [];
    const expected = `"exactly-one", since it keeps the schedule ${schedule}`;
    return [{ where: `${where}.instances`, found: instances ? `"${instances}"` : "nothing", expected }];
  });
}

function portMistakes(named: Named): Mistake[] {
  const ports = named.flatMap(([name, { publish = [] }]) =>
    publish.map((port, index) => ({ name, port, where: `services.${name}.publish[${index}].hostPort` })),
  );
  return ports.flatMap(({ port, where }, index) => {
    const other = ports.slice(0, index).find((earlier) => collide(earlier.port, port));
    if (!other) return [];
    return [{ where, found: String(port.hostPort), expected: `a port that ${other.name} does not publish` }];
  });
}

/** Whether two want the same port of the host. */
export function collide(one: PublishedPort, other: PublishedPort): boolean {
  const [a, b] = [one, other].map(({ address = LOOPBACK }) => address);
  return one.hostPort === other.hostPort && (a === b || isWildcard(a) || isWildcard(b));
}

const isWildcard = (address?: string) => address === "0.0.0.0" || address === "::";

function volumeMistakes(named: Named): Mistake[] {
  const mounts = named.flatMap(([name, service]) =>
    (service.volumes ?? []).map((volume, index) => ({
      name,
      volume,
      where: `services.${name}.volumes[${index}].name`,
    })),
  );
  return mounts.flatMap(({ name, volume, where }, index) => {
    const other = mounts.slice(0, index).find(({ volume: earlier }) => earlier.name === volume.name);
    if (!other || other.name === name || (volume.shared && other.volume.shared)) return [];
    return [{ where, found: `"${volume.name}"`, expected: `a volume of its own: ${other.name} writes to this one` }];
  });
}
