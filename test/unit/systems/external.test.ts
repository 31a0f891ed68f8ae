import { describe, expect, it } from "vitest";
import { withExternal } from "../../../systems/external";
import { depot } from "../settings/depot";

const POSTGRES = "postgresql://app%40acme@db.example.com/depot?sslmode=require";

describe("A system whose Postgres somebody else runs", () => {
  const { services, jobs, secrets } = withExternal(depot, { postgres: POSTGRES });

  it("has all services but that one, and none that waits for it", () => {
    expect(Object.keys(services)).toStrictEqual(["web", "worker", "beat", "console", "redis"]);
    expect([services.web?.needs, services.worker?.needs, jobs.migrate?.needs]).toStrictEqual([
      ["redis", "migrate"],
      ["redis"],
      [],
    ]);
  });

  it("tells services and jobs its address, and the user that stands in it", () => {
    for (const part of [services.web, services.worker, jobs.migrate])
      expect(part?.environment).toMatchObject({ DATABASE_URL: POSTGRES, DATABASE_USER: "app@acme" });
    expect(services.web?.environment).toMatchObject({ REDIS_URL: "redis://redis:6379/0" });
    expect(services.beat?.environment).toStrictEqual({});
  });

  it("is given the passwords of its users, since nobody here can make them", () => {
    expect(secrets).toMatchObject({
      database_password: { kind: "provided" },
      postgres_password: { kind: "provided" },
      session_key: { kind: "provided", key: true },
    });
    expect(services.web?.secrets?.[0]).toStrictEqual({ name: "database_password" });
  });

  it("is told no address and no user that are not known yet", () => {
    const draft = withExternal(depot, { postgres: undefined });
    expect(draft.services.web?.environment).toStrictEqual(depot.services.web?.environment);
    expect(draft.services.postgres).toBeUndefined();
  });
});

describe("A system of which nobody else runs a part", () => {
  it("stays as it is", () => {
    expect(withExternal(depot, {})).toBe(depot);
  });
});
