import { describe, expect, it } from "vitest";
import { type Listed, secretTable } from "../../../../setup/secrets/table";

const now = new Date("2026-08-21T12:00:00Z");
const before = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const holder = (service: string, number: number, version: number, running = true) => ({
  container: `${service}-${number}-1a2b3c4`,
  service,
  version,
  running,
});

const secrets: Listed[] = [
  {
    name: "database",
    definition: {
      kind: "generated",
      account: { kind: "postgres-role", service: "postgres", name: "app", database: "shop" },
    },
    version: 2,
    host: {
      versions: [
        { version: 1, since: before(90_000) },
        { version: 2, since: before(130) },
      ],
      holders: [holder("worker", 1, 1), holder("api", 2, 2), holder("api", 1, 2), holder("beat", 1, 1, false)],
    },
  },
  {
    name: "postgres_password",
    definition: {
      kind: "generated",
      account: { kind: "postgres-role", service: "postgres", name: "root", database: "shop", superuser: true },
    },
    version: 1,
    host: { versions: [{ version: 1, since: before(3 * 86_400) }], holders: [holder("postgres", 1, 1)] },
  },
  { name: "session", definition: { kind: "generated", ring: true }, version: 5, host: { versions: [], holders: [] } },
  {
    name: "telegram",
    definition: { kind: "provided" },
    version: 1,
    host: { versions: [{ version: 1, since: before(7300) }], holders: [] },
  },
];

describe("The table of secrets", () => {
  it("Y3 tells of each its kind, version, age, the versions on the host, and who holds which", () => {
    expect(secretTable(secrets, now)).toBe(
      [
        "SECRET              KIND                    VERSION   AGE            ON HOST   HELD BY",
        "database            user in postgres        2         2 minutes      1, 2      2: api (2 containers); 1: beat (stopped), worker",
        "postgres_password   superuser of postgres   1         3 days         1         1: postgres",
        "session             generated, a ring       5         not deployed   none      nobody",
        "telegram            provided                1         2 hours        1         nobody",
      ].join("\n"),
    );
  });
});
