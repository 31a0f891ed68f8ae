import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../settings/parse";
import { systemProblems } from "../../../settings/systemProblems";
import { startOrder, waitsFor } from "../../../systems/needs";
import { simplemodule } from "../../../systems/simplemodule";
import type { Secret } from "../../../systems/system";

const { services, jobs, secrets } = simplemodule;
const config = { "roadstead:system": "simplemodule", "roadstead:secrets": { payment_key: { value: "standing in" } } };
const settings = (more: Record<string, unknown> = {}) =>
  parseSettings("local-simplemodule", { ...config, ...more }, { preview: true });

describe("SM", () => {
  it("is a system without mistakes", () => {
    expect(systemProblems(simplemodule)).toStrictEqual([]);
  });

  it("S2 S3 lets its web in after migration, bootstrap and doctor, each of which runs the web's own image", () => {
    expect(waitsFor(simplemodule, "web")).toStrictEqual(["postgres", "redis", "migrate", "bootstrap", "doctor"]);
    const order = startOrder(simplemodule);
    for (const job of ["bootstrap", "doctor", "web"])
      expect(order.indexOf(job)).toBeGreaterThan(order.indexOf("migrate"));
    for (const { image } of Object.values(jobs)) expect(image).toStrictEqual({ service: "web" });
    for (const service of [services.worker, services.beat]) expect(service?.needs).toContain("migrate");
  });

  it("S4 tells its web which addresses are the proxy's, unless a stack says whom else to believe", () => {
    expect(settings().services.web?.environment.FORWARDED_ALLOW_IPS).toBe("10.210.0.128");
    const elsewhere = settings({ "roadstead:subnet": "10.9.8.0/24" }).services;
    expect(elsewhere.web?.environment.FORWARDED_ALLOW_IPS).toBe("10.9.8.128");
    const behind = settings({ "roadstead:proxy": { updateOrder: "start-first" } }).services;
    expect(behind.web?.environment.FORWARDED_ALLOW_IPS).toBe("10.210.0.253,10.210.0.254");
    expect(elsewhere.worker?.environment).not.toHaveProperty("FORWARDED_ALLOW_IPS");
    const own = settings({ "roadstead:environment": { web: { FORWARDED_ALLOW_IPS: "10.0.0.7" } } });
    expect(own.services.web?.environment.FORWARDED_ALLOW_IPS).toBe("10.0.0.7");
  });

  it("S5 has two web containers or as many as a stack says, a worker for a part of the modules, and one scheduler", () => {
    expect(Object.entries(settings().services).map(([name, { replicas }]) => [name, replicas])).toStrictEqual([
      ["web", 2],
      ["worker", 1],
      ["beat", 1],
      ["postgres", 1],
      ["redis", 1],
    ]);
    expect(settings({ "roadstead:replicas": { web: 4 } }).services.web?.replicas).toBe(4);
    expect(services.worker?.environment?.SM_MODULES_ENABLED).toBe("jobs,beats");
    expect(services.beat?.instances).toBe("exactly-one");
  });

  it("S6 is restarted by its liveness and admitted by its readiness", () => {
    expect(services.web?.healthcheck.test.at(-1)).toMatch(/:8000\/health$/);
    expect(services.web?.readiness?.test.at(-1)).toMatch(/:8000\/admin\/health$/);
    expect(services.web?.readiness?.path).toBe("/admin/health");
  });

  it("S7 signs sessions with a ring", () => {
    expect(secrets.secret_key).toStrictEqual({ kind: "generated", ring: true });
  });

  it("D5 gives the administrator's password to the bootstrap job alone, and no superuser's to the application", () => {
    const readers = (secret: string) =>
      Object.entries({ ...services, ...jobs }).flatMap(([name, { secrets: mounts = [] }]) =>
        mounts.some((mount) => mount.name === secret) ? [name] : [],
      );
    expect(readers("admin_password")).toStrictEqual(["bootstrap"]);
    expect(readers("payment_key")).toStrictEqual(["web"]);
    expect(readers("postgres_password")).toStrictEqual(["postgres"]);
    expect(readers("redis_password")).toStrictEqual(["redis"]);
  });

  it("D5 learns by which user to log in from a variable, wherever it mounts a password of one", () => {
    const versioned = (secret: Secret | undefined) =>
      secret?.kind === "generated" && secret.account !== undefined && !secret.account.superuser;
    for (const { secrets: mounts = [] } of [...Object.values(services), ...Object.values(jobs)])
      for (const { name, userVariable } of mounts)
        expect([name, !!userVariable]).toEqual([name, versioned(secrets[name])]);
  });
});
