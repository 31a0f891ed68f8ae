import type { System } from "../../../systems/system";

const limits = { memoryMiB: 128, cpus: 0.5 };
const healthcheck = { test: ["CMD", "true"] };
const image = { name: "ghcr.io/acme/depot:1" };
const database = { name: "database_password", userVariable: "DATABASE_USER" };
const environment = {
  APP_ENV: "production",
  DATABASE_URL: "postgresql://postgres:5432/depot",
  REDIS_URL: "redis://redis:6379/0",
};
const pool = { size: 4, variable: "POOL_SIZE", processes: 2 };
const postgres = { kind: "postgres-role", service: "postgres", database: "depot" } as const;

/** A system with stores that a stack may put elsewhere, pools, a schedule, a bucket, and a page on a port of its own. */
export const depot: System = {
  name: "depot",
  services: {
    web: {
      image,
      environment,
      secrets: [database, { name: "session_key" }, { name: "mail_token" }],
      http: { port: 8000, healthPath: "/health" },
      healthcheck,
      connects: [
        { to: "postgres", variable: "DATABASE_URL", pool },
        { to: "redis", variable: "REDIS_URL", use: "sessions" },
      ],
      bucket: ["S3_ENDPOINT", "S3_BUCKET", "S3_KEY_ID"],
      volumes: [{ name: "uploads", path: "/uploads", shared: true }],
      needs: ["postgres", "redis", "migrate"],
      replicas: 2,
      limits,
    },
    worker: {
      image,
      environment,
      secrets: [database],
      healthcheck,
      connects: [
        { to: "postgres", variable: "DATABASE_URL" },
        { to: "redis", variable: "REDIS_URL", use: "queue" },
      ],
      volumes: [{ name: "uploads", path: "/uploads", shared: true }],
      needs: ["postgres", "redis"],
      longestTaskSeconds: 60,
      stopGraceSeconds: 90,
      limits,
    },
    beat: { image, healthcheck, instances: "exactly-one", schedule: "nightly", limits },
    console: { image, healthcheck, publish: [{ port: 80, hostPort: 9000 }], limits },
    postgres: {
      image: { name: "postgres:15" },
      store: { kind: "postgres" },
      secrets: [{ name: "postgres_password" }],
      volumes: [{ name: "postgres", path: "/var/lib/postgresql/data" }],
      healthcheck,
      limits,
    },
    redis: {
      image: { name: "redis:7" },
      store: { kind: "redis" },
      volumes: [{ name: "redis", path: "/data" }],
      healthcheck,
      limits,
    },
  },
  jobs: {
    migrate: {
      image: { service: "web" },
      command: ["migrate"],
      environment,
      secrets: [database],
      connects: [{ to: "postgres", variable: "DATABASE_URL" }],
      needs: ["postgres"],
      limits,
    },
  },
  staticVolumes: { site: { image, folder: "/dist", path: "/" } },
  surfaces: { backend: ["web", "worker"], site: ["site"] },
  unfit: { APP_ENV: ["development", "test"] },
  proxy: { image: { name: "nginx:1.30" }, routes: [{ path: "/api/", service: "web" }], limits },
  secrets: {
    session_key: { kind: "provided", key: true },
    mail_token: { kind: "provided" },
    postgres_password: { kind: "generated", account: { ...postgres, name: "postgres", superuser: true } },
    database_password: { kind: "generated", account: { ...postgres, name: "depot" } },
  },
};

/** What every stack of the depot must say. */
export const completeDepot = {
  "roadstead:system": "depot",
  "roadstead:secrets": {
    session_key: { value: `${"hunter2-".repeat(2)}0f1e2d3c4b5a69788796` },
    mail_token: { value: "hunter2" },
  },
  "roadstead:rootKey": "5eed".repeat(16),
};
