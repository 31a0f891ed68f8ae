import type { Mistake } from "./mistake";
import type { Connection } from "./store";
import type { System } from "./system";

type Stores = Pick<System, "services" | "jobs">;

/** Connections that lead to no store, or whose address no variable says. */
export function storeMistakes(system: Stores): Mistake[] {
  const stores = Object.keys(system.services).filter((name) => system.services[name]?.store);
  return connectedParts(system).flatMap(({ where, connection, environment }) => [
    ...(stores.includes(connection.to)
      ? []
      : [{ where: `${where}.to`, found: `"${connection.to}"`, expected: stores }]),
    ...(connection.variable in environment
      ? []
      : [{ where: `${where}.variable`, found: `"${connection.variable}"`, expected: Object.keys(environment) }]),
  ]);
}

interface Connected {
  /** Service or job. */
  readonly part: string;
  readonly where: string;
  readonly connection: Connection;
  readonly environment: Readonly<Record<string, string>>;
}

interface Connecting {
  readonly connects?: readonly Connection[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** What services and jobs connect to, and where they say so. */
export function connectedParts({ services, jobs }: Stores): Connected[] {
  return Object.entries({ services, jobs }).flatMap(([kind, parts]) =>
    Object.entries<Connecting>(parts).flatMap(([part, { connects = [], environment = {} }]) =>
      connects.map((connection, index) => ({
        part,
        connection,
        environment,
        where: `${kind}.${part}.connects[${index}]`,
      })),
    ),
  );
}
