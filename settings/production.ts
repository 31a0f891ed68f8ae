import { set, setTo } from "./commands";
import { describe } from "./found";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { ProcessSettings, Settings } from "./settings";
import { STRONG, weakness } from "./weakness";

/** What does for developers alone: an unfit environment, a weak key, a queue that loses what is in it. */
export function productionProblems(settings: Settings): Problem[] {
  const processes = Object.entries({ ...settings.services, ...settings.jobs });
  return [
    ...processes.flatMap(([name, process]) => unfitValues(settings, name, process)),
    ...processes.flatMap(([name, process]) => weakKeys(settings, name, process)),
    ...evictions(settings),
  ];
}

function unfitValues({ stack, system }: Settings, name: string, { environment }: ProcessSettings): Problem[] {
  return Object.entries(system.unfit ?? {}).flatMap(([variable, values]) => {
    const value = environment[variable];
    if (value === undefined || !values.includes(value)) return [];
    const path = ["environment", name, variable];
    const expected = `another value than ${values.join(", ")} in a stack that is not local`;
    return [{ where: whereabouts(path), found: describe(value), expected, fix: set("production")({ stack, path }) }];
  });
}

/** Names of variables that hold a key in clear text. */
const KEY = /(^|_)(SECRET|SECRET_KEY|SIGNING_KEY|SESSION_KEY|SESSION_SECRET|JWT_SECRET|ENCRYPTION_KEY|COOKIE_SECRET)$/;

function weakKeys({ stack }: Settings, name: string, { environment }: ProcessSettings): Problem[] {
  return Object.entries(environment).flatMap(([variable, value]) => {
    const weak = KEY.test(variable) ? weakness(value) : undefined;
    if (weak === undefined) return [];
    const path = ["environment", name, variable];
    const expected = `${STRONG}; a secret of the system keeps it out of \`docker inspect\``;
    const fix = `${setTo('"$(openssl rand -hex 32)"')({ stack, path })}, or better a generated secret`;
    return [{ where: whereabouts(path), found: weak, expected, fix }];
  });
}

/** Queues and sessions in a Redis that throws them away when its memory is full. */
function evictions({ stack, system, stores }: Settings): Problem[] {
  return Object.entries(stores).flatMap(([name, store]) => {
    if (store.kind !== "redis" || store.eviction === "noeviction") return [];
    const uses = Object.entries({ ...system.services, ...system.jobs }).flatMap(([part, { connects = [] }]) =>
      connects.filter(({ to, use = "cache" }) => to === name && use !== "cache").map(({ use }) => `${use} of ${part}`),
    );
    if (uses.length === 0) return [];
    const path = ["external", name, "eviction"];
    const expected = `noeviction: with a full memory it would drop the ${uses.join(", the ")}`;
    return store.external
      ? [
          {
            where: whereabouts(path),
            found: describe(store.eviction),
            expected,
            fix: `switch eviction off where the Redis is run, then ${set("noeviction")({ stack, path })}`,
          },
        ]
      : [
          {
            where: `systems/${system.name}.ts: services.${name}.store.eviction`,
            found: describe(store.eviction),
            expected,
            fix: `change it, and its command, in systems/${system.name}.ts, or give the cache a Redis of its own`,
          },
        ];
  });
}
