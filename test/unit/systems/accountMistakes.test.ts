import { describe, expect, it } from "vitest";
import { systems } from "../../../systems";
import { accountMistakes } from "../../../systems/accountMistakes";
import { accountsOf, superuserOf } from "../../../systems/accounts";
import type { Mistake } from "../../../systems/mistake";
import type { Account, Secret, SecretMount, Service, System } from "../../../systems/system";
import { without } from "../../../systems/without";
import { shop } from "../settings/system";

const superuser: Account = {
  kind: "postgres-role",
  service: "postgres",
  name: "root",
  database: "shop",
  superuser: true,
};
const role: Account = { kind: "postgres-role", service: "postgres", name: "shop", database: "shop" };
const generated = (account: Account): Secret => ({ kind: "generated", account });

interface Parts {
  readonly secrets?: Readonly<Record<string, Secret>>;
  readonly postgres?: readonly SecretMount[];
  readonly api?: readonly SecretMount[];
}

function system({ secrets = {}, postgres = [{ name: "own", uid: 999 }], api = [{ name: "app" }] }: Parts = {}): System {
  const services = {
    api: { ...(shop.services.api as Service), needs: [], secrets: api },
    postgres: { ...(shop.services.postgres as Service), secrets: postgres },
  };
  return { ...shop, services, secrets: { app: generated(role), own: generated(superuser), ...secrets } };
}

const rows: [string, Parts, Mistake[]][] = [
  ["nothing in a superuser and a role", {}, []],
  [
    "a service that keeps no data",
    { secrets: { app: generated({ ...role, service: "api" }) }, api: [] },
    [{ where: "secrets.app.account.service", found: '"api"', expected: "a service that keeps data" }],
  ],
  [
    "a server that does not know its superuser's password",
    { postgres: [] },
    ["own", "app"].map((secret) => ({
      where: `secrets.${secret}.account.service`,
      found: '"postgres"',
      expected: "a service that mounts the password of a `superuser` account of its own, which makes the others",
    })),
  ],
  [
    "nothing in a RabbitMQ's user, which no superuser makes",
    {
      secrets: {
        app: generated({ kind: "rabbitmq-user", service: "postgres", name: "shop" }),
        own: { kind: "generated" },
      },
    },
    [],
  ],
  [
    "names that would need quotes",
    { secrets: { app: generated({ ...role, name: "Shop", database: 'shop"' }) } },
    [
      { where: "secrets.app.account.name", found: '"Shop"', expected: "lower-case letters, digits and _" },
      { where: "secrets.app.account.database", found: '"shop""', expected: "lower-case letters, digits and _" },
    ],
  ],
  [
    "two owners of a database",
    { secrets: { other: generated({ ...role, name: "other" }) } },
    [
      {
        where: "secrets.other.account.database",
        found: '"shop"',
        expected: "a database that no other account owns",
      },
    ],
  ],
  [
    "a superuser's password in another service",
    { api: [{ name: "own" }] },
    [
      {
        where: "services.api.secrets[0]",
        found: '"own"',
        expected: "an account of its own: this password is for postgres alone",
      },
    ],
  ],
  [
    "a variable for a user that has no version",
    { api: [{ name: "telegram_token", userVariable: "WHO" }], secrets: { telegram_token: { kind: "provided" } } },
    [
      {
        where: "services.api.secrets[0].userVariable",
        found: '"WHO"',
        expected: "no variable: no user has a version",
      },
    ],
  ],
  [
    "a server that logs in as one of its own users",
    { postgres: [{ name: "own" }, { name: "app", userVariable: "PGUSER" }] },
    [
      {
        where: "services.postgres.secrets[1]",
        found: '"app"',
        expected: "no account: postgres starts before the users that it stores can be made",
      },
    ],
  ],
];

describe("Accounts of a system", () => {
  it.each(rows)("show %s", (_, parts, mistakes) => {
    expect(accountMistakes(system(parts))).toStrictEqual(mistakes);
  });

  it.each(Object.entries(systems))("are in order in %s", (_, each) => {
    expect(accountMistakes(each)).toStrictEqual([]);
  });

  it("come with the superusers first, and tell where a server finds its superuser's password", () => {
    expect(accountsOf(system()).map(({ secret }) => secret)).toStrictEqual(["own", "app"]);
    expect(superuserOf(system(), "postgres")).toStrictEqual({ name: "root", passwordFile: "/run/secrets/own/999" });
    expect(superuserOf(system(), "api")).toBeUndefined();
  });

  it("go with the services that read them", () => {
    expect(Object.keys(without(system(), ["api"]).secrets)).toStrictEqual(["own"]);
  });
});
