// What every system must hold to; the types say the rest.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { systems } from "../../../systems";
import { neededParts } from "../../../systems/needs";
import type { System } from "../../../systems/system";
import { isStateful } from "../../../systems/updateOrder";

const root = join(__dirname, "../../..");
const servicesOf = (system: System) => Object.entries(system.services);
const processesOf = ({ services, jobs }: System) => Object.entries({ ...services, ...jobs });

describe.each(Object.entries(systems))("The system %s", (key, system) => {
  it("goes by its own name", () => {
    expect(system.name).toBe(key);
  });

  it("has names that are host names, Docker names and variables at once", () => {
    for (const name of [...processesOf(system).map(([part]) => part), ...Object.keys(system.secrets)]) {
      expect(name).toMatch(/^[a-z][a-z0-9_]*$/);
    }
    expect(system.services).not.toHaveProperty("proxy");
  });

  it("M5 bounds every container", () => {
    for (const { limits } of [system.proxy, ...processesOf(system).map(([, process]) => process)]) {
      expect(limits.memoryMiB).toBeGreaterThanOrEqual(6);
      expect(limits.cpus).toBeGreaterThanOrEqual(0.1);
    }
  });

  it("S6 asks every service whether it works", () => {
    for (const [, { healthcheck }] of servicesOf(system)) {
      expect(["CMD", "CMD-SHELL"]).toContain(healthcheck.test[0]);
      expect(healthcheck.test.length).toBeGreaterThan(1);
    }
  });

  it("D5 mounts only secrets that it declares, and each of those somewhere", () => {
    const mounted = processesOf(system).flatMap(([, { secrets = [] }]) => secrets.map(({ name }) => name));
    expect(new Set(mounted)).toStrictEqual(new Set(Object.keys(system.secrets)));
  });

  it("routes to services that speak HTTP", () => {
    for (const { path, service } of system.proxy.routes) {
      expect(path).toMatch(/^\//);
      expect(system.services[service]?.http).toBeDefined();
    }
  });

  it("needs stateful services and jobs only", () => {
    const known = neededParts(system);
    for (const [, { needs = [] }] of processesOf(system)) for (const need of needs) expect(known).toContain(need);
  });

  it("runs no service behind the proxy that never may run twice or that has data", () => {
    for (const [name, service] of servicesOf(system)) {
      if (service.http) expect([name, isStateful(service), service.instances]).toStrictEqual([name, false, undefined]);
    }
  });

  it("mounts each volume in one service", () => {
    const names = servicesOf(system).flatMap(([, { volumes = [] }]) => volumes.map(({ name }) => name));
    expect(names).toStrictEqual([...new Set(names)]);
  });

  it("builds from Dockerfiles that are there", () => {
    for (const [, { image }] of servicesOf(system)) {
      if ("context" in image) expect(existsSync(join(root, image.context, image.dockerfile))).toBe(true);
    }
  });
});

describe("HoneyChat", () => {
  const services = (systems.honeychat as System).services;

  it("H1 has its bot, API, workers, scheduler, stores and certbot", () => {
    expect(Object.keys(services)).toEqual(
      expect.arrayContaining([
        ...["api", "bot", "celery_worker", "celery_beat", "gen_worker", "lora_worker"],
        ...["cleanup_worker", "retention_email_worker", "postgres", "redis", "chromadb", "certbot"],
      ]),
    );
  });

  it("Y6 S5 has one scheduler, one bot and one of each periodic worker at every instant", () => {
    const exclusive = Object.entries(services).filter(([, { instances }]) => instances === "exactly-one");
    expect(exclusive.map(([name]) => name).sort()).toStrictEqual([
      "bot",
      "celery_beat",
      "cleanup_worker",
      "retention_email_worker",
    ]);
  });

  it("gives each Celery worker a queue of its own", () => {
    const queues = Object.values(services).flatMap(({ command = [] }) =>
      command.includes("worker") ? [command[command.indexOf("--queues") + 1]] : [],
    );
    expect(queues.sort()).toStrictEqual(["celery", "gen", "lora"]);
  });

  it("D5 writes no password into a variable", () => {
    for (const { environment = {} } of Object.values(services)) {
      for (const value of Object.values(environment)) expect(value).not.toMatch(/\/\/[^/@]*:[^/@]+@/);
    }
  });
});
