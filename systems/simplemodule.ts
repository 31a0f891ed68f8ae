import { postgresServer } from "./postgres";
import { redisServer } from "./redis";
import { accountMount } from "./secretMount";
import type { Connection, Pool } from "./store";
import type { Job, SecretMount, Service, System } from "./system";

/** The user that its processes run as. */
const UID = 1000;

/** After which Celery ends a task. */
const TASK_SECONDS = 30;

/** Of a Celery worker, beside the one that hands out the work. */
const PROCESSES = 2;

const application = {
  image: { context: "samples/simplemodule", dockerfile: "app/Dockerfile" },
  environment: {
    SM_ENVIRONMENT: "production",
    SM_LOG_FORMAT: "json",
    SM_DATABASE_URL: "postgresql://postgres:5432/simplemodule",
    SM_REDIS_URL: "redis://redis:6379/0",
  },
  tmpfs: ["/tmp"],
  user: `${UID}:${UID}`,
} as const;

/** Connections of a web process are a pool; each other process has one. */
const databaseBy = (pool: Pool): Connection => ({ to: "postgres", variable: "SM_DATABASE_URL", pool });
const jobQueue: Connection = { to: "redis", variable: "SM_REDIS_URL", use: "queue" };

const database = accountMount("database_password", UID, "SM_DATABASE");
const queue = accountMount("queue_password", UID, "SM_REDIS");
const secretKey: SecretMount = { name: "secret_key", uid: UID, variable: "SM_SECRET_KEY_FILE" };
const paymentKey: SecretMount = { name: "payment_key", uid: UID, variable: "SM_PAYMENT_KEY_FILE" };

const postgres = { kind: "postgres-role", service: "postgres", database: "simplemodule" } as const;
const redis = { kind: "redis-user", service: "redis" } as const;

/** Workers touch the file while they get on, so one that hangs shows as unhealthy. */
const heartbeat = { test: ["CMD-SHELL", "test $(($(date +%s) - $(stat -c %Y /tmp/alive))) -lt 20"] };

const asked = (path: string) => [
  ...["CMD", "curl", "--fail-with-body", "--silent", "--show-error"],
  `http://127.0.0.1:8000${path}`,
];

/** Celery, with the modules alone whose tasks it does or sends. */
const celery = (modules: string): Omit<Service, "limits"> => ({
  ...application,
  environment: { ...application.environment, SM_MODULES_ENABLED: modules },
  secrets: [database, queue],
  connects: [databaseBy({ size: 1, processes: PROCESSES + 1 }), jobQueue],
  healthcheck: heartbeat,
  needs: ["postgres", "redis", "migrate"],
});

/** A command of the image that the web runs, in the same release. */
const job = (module: string): Omit<Job, "secrets"> => ({
  image: { service: "web" },
  environment: application.environment,
  connects: [databaseBy({ size: 1 })],
  tmpfs: application.tmpfs,
  user: application.user,
  command: ["python", "-m", module],
  limits: { memoryMiB: 192, cpus: 1 },
  timeoutSeconds: 120,
});

/** SM: a FastAPI web, a Celery worker and its scheduler, with jobs before each release. */
export const simplemodule: System = {
  name: "simplemodule",
  services: {
    web: {
      ...application,
      secrets: [database, queue, secretKey, paymentKey],
      connects: [databaseBy({ size: 4, variable: "SM_DATABASE_POOL_SIZE" }), jobQueue],
      http: { port: 8000, healthPath: "/health", proxyVariable: "FORWARDED_ALLOW_IPS" },
      healthcheck: { test: asked("/health"), budgetSeconds: 20 },
      readiness: { test: asked("/admin/health"), timeoutSeconds: 5, budgetSeconds: 30, path: "/admin/health" },
      needs: ["postgres", "redis", "migrate", "bootstrap", "doctor"],
      replicas: 2,
      limits: { memoryMiB: 256, cpus: 1 },
      stopGraceSeconds: 30,
    },
    worker: {
      ...celery("jobs,beats"),
      command: ["celery", "--app", "sm.worker", "worker", "--concurrency", String(PROCESSES)],
      limits: { memoryMiB: 256, cpus: 1 },
      stopGraceSeconds: 60,
      longestTaskSeconds: TASK_SECONDS,
    },
    beat: {
      ...celery("beats"),
      command: ["celery", "--app", "sm.worker", "beat", "--schedule", "/tmp/schedule"],
      instances: "exactly-one",
      schedule: "beat",
      limits: { memoryMiB: 128, cpus: 0.5 },
    },
    postgres: {
      ...postgresServer("postgres", "simplemodule", { work_mem: "4MB" }),
      limits: { memoryMiB: 256, cpus: 1 },
    },
    redis: { ...redisServer, limits: { memoryMiB: 128, cpus: 0.5 } },
  },
  jobs: {
    migrate: { ...job("sm.migrate"), secrets: [database], needs: ["postgres"], timeoutSeconds: 300 },
    bootstrap: {
      ...job("sm.bootstrap"),
      secrets: [database, { name: "admin_password", uid: UID, variable: "SM_ADMIN_PASSWORD_FILE" }],
      needs: ["postgres", "migrate"],
    },
    doctor: {
      ...job("sm.doctor"),
      secrets: [database, queue, secretKey],
      needs: ["postgres", "redis", "migrate"],
    },
  },
  staticVolumes: {},
  // What the doctor objects to.
  unfit: { SM_ENVIRONMENT: ["development", "test", "testing"] },
  surfaces: { backend: ["web", "worker", "beat"] },
  proxy: {
    image: { name: "nginx:1.30" },
    routes: [{ path: "/", service: "web" }],
    limits: { memoryMiB: 128, cpus: 1 },
  },
  secrets: {
    secret_key: { kind: "generated", ring: true },
    admin_password: { kind: "generated" },
    payment_key: { kind: "provided" },
    postgres_password: { kind: "generated", account: { ...postgres, name: "postgres", superuser: true } },
    database_password: { kind: "generated", account: { ...postgres, name: "sm" } },
    redis_password: { kind: "generated", account: { ...redis, name: "default", superuser: true } },
    queue_password: { kind: "generated", account: { ...redis, name: "sm" } },
  },
};
