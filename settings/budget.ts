import { besides, CONNECTIONS_FREE, connectionsOf, type Holder, peakConnections } from "../systems/connections";
import type { Connection } from "../systems/store";
import { set } from "./commands";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { Settings } from "./settings";

/** Databases to which a deploy would hold more connections than they allow. */
export function budgetProblems(settings: Settings): Problem[] {
  return Object.entries(settings.stores).flatMap(([name, store]) =>
    store.kind === "postgres" ? overBudget(settings, name, store.connections) : [],
  );
}

/** Connections of one service or job, and the settings that they follow from. */
interface Demand extends Holder {
  readonly size: number;
  readonly connection: Connection;
}

function overBudget(settings: Settings, store: string, limit: number): Problem[] {
  const demands = demandsOn(settings, store);
  const room = limit - CONNECTIONS_FREE;
  const peak = peakConnections(demands);
  if (peak <= room) return [];
  const { external } = settings.stores[store] as { external: boolean };
  const way = [...demands]
    .sort((a, b) => weight(b) - weight(a))
    .map((demand) => remedy(settings, demands, demand, room));
  const [first] = way.filter((found) => found !== undefined);
  const limits = external
    ? whereabouts(["external", store, "connections"])
    : `systems/${settings.system.name}.ts: services.${store}.store.connections`;
  const more = external
    ? `or let it allow more: ${set(String(peak + CONNECTIONS_FREE))({ stack: settings.stack, path: ["external", store, "connections"] })}`
    : `or let it allow ${peak + CONNECTIONS_FREE}: \`max_connections\` and \`store.connections\` in systems/${settings.system.name}.ts`;
  return [
    {
      where: first ? whereabouts(first.path) : limits,
      found: `up to ${peak} connections to ${store} in a deploy: ${demands.map(figures).join(", ")}`,
      expected: `at most ${room}: ${store} allows ${limit}, of which ${CONNECTIONS_FREE} stay free`,
      fix: first ? `${first.command}, ${more}` : more.replace(/^or /, ""),
    },
  ];
}

function demandsOn({ system, services, jobs }: Settings, store: string): Demand[] {
  const of = (name: string, connection: Connection, environment: Readonly<Record<string, string>>) => {
    const said = Number(environment[connection.pool?.variable ?? ""]);
    const size = said > 0 ? said : (connection.pool?.size ?? 1);
    return { name, connection, size, each: connectionsOf(connection, size) };
  };
  const to = (connections: readonly Connection[] = []) => connections.filter((connection) => connection.to === store);
  return [
    ...Object.entries(system.services).flatMap(([name, service]) => {
      const { replicas = 1, environment = {} } = services[name] ?? {};
      return to(service.connects).map((each) => ({
        ...of(name, each, environment),
        replicas,
        more: besides(service, replicas),
      }));
    }),
    ...Object.entries(system.jobs).flatMap(([name, { connects }]) =>
      to(connects).map((each) => ({ ...of(name, each, jobs[name]?.environment ?? {}), replicas: 0, more: 1 })),
    ),
  ];
}

const weight = ({ replicas, more, each }: Demand) => (replicas + more) * each;

/** `web 2 + 2 new x 4`. */
function figures({ name, replicas, more, each }: Demand): string {
  const containers = replicas === 0 ? "1" : more > 0 ? `${replicas} + ${more} new` : String(replicas);
  return `${name} ${containers} x ${each}`;
}

interface Remedy {
  readonly path: readonly string[];
  readonly command: string;
}

/** The least change of one part's settings by which all fit: a smaller pool, else fewer containers. */
function remedy({ stack }: Settings, demands: readonly Demand[], demand: Demand, room: number): Remedy | undefined {
  const suffices = (changed: Demand) =>
    peakConnections(demands.map((other) => (other === demand ? changed : other))) <= room;
  const { name, size, replicas, connection } = demand;
  const variable = connection.pool?.variable;
  const smaller = variable && downFrom(size).find((to) => suffices({ ...demand, each: connectionsOf(connection, to) }));
  if (variable && smaller) return change(stack, ["environment", name, variable], smaller);
  const fewer = downFrom(replicas).find((to) => suffices({ ...demand, replicas: to, more: demand.more > 0 ? to : 0 }));
  return fewer ? change(stack, ["replicas", name], fewer) : undefined;
}

const change = (stack: string, path: readonly string[], to: number) => ({
  path,
  command: set(String(to))({ stack, path }),
});

/** Whole numbers below one, the largest first. */
const downFrom = (number: number) => Array.from({ length: Math.max(0, number - 1) }, (_, index) => number - 1 - index);
