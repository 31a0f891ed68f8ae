import { nextjs, staticVolumes } from "./honeychat/frontEnds";
import { postgresServer } from "./postgres";
import { redisServer } from "./redis";
import { accountMount } from "./secretMount";
import type { Connection, Pool } from "./store";
import type { SecretMount, Service, System } from "./system";

const environment = {
  DATABASE_URL: "postgresql://postgres:5432/honeychat",
  REDIS_URL: "redis://redis:6379/0",
};

const python = (name: string) => ({
  image: { context: "samples/honeychat", dockerfile: `${name}/Dockerfile` },
  environment,
  tmpfs: ["/tmp"],
  user: "1000:1000",
});

const database: SecretMount = {
  name: "database_password",
  uid: 1000,
  variable: "POSTGRES_PASSWORD_FILE",
  userVariable: "PGUSER",
};
const queue = accountMount("queue_password", 1000, "REDIS");

const databaseBy = (pool: Pool): Connection => ({ to: "postgres", variable: "DATABASE_URL", pool });
const jobQueue: Connection = { to: "redis", variable: "REDIS_URL", use: "queue" };

/** After which Celery ends a task. */
const TASK_SECONDS = 30;

/** Of the Celery worker, beside the one that hands out the work. */
const PROCESSES = 2;

const postgres = { kind: "postgres-role", service: "postgres", database: "honeychat" } as const;
const redis = { kind: "redis-user", service: "redis" } as const;

/** Workers touch the file while they get on, so one that hangs shows as unhealthy. */
const heartbeat = {
  test: ["CMD-SHELL", "test $(($(date +%s) - $(stat -c %Y /tmp/alive))) -lt 20"],
};

const worker: Omit<Service, "limits"> = {
  ...python("worker"),
  secrets: [database, queue],
  connects: [databaseBy({ size: 1 }), jobQueue],
  healthcheck: heartbeat,
  needs: ["postgres", "redis"],
};

/**
 * A Celery worker on a queue of its own. `solo` works in the main process: a second one would only wait, since there is one task
 * at a time. A task taken beforehand would wait unseen behind it.
 */
const queueWorker = (queue: string) => ({
  ...worker,
  command: [
    "celery",
    "--app",
    "worker.app",
    "worker",
    "--queues",
    queue,
    "--pool",
    "solo",
    "--prefetch-multiplier",
    "1",
  ],
  limits: { memoryMiB: 192, cpus: 0.5 },
  longestTaskSeconds: TASK_SECONDS,
  stopGraceSeconds: 60,
});

/** A process that does one piece of work every minute. */
const periodic = (module: string): Service => ({
  ...python("worker"),
  environment: { DATABASE_URL: environment.DATABASE_URL },
  command: ["python", "-m", module],
  secrets: [database],
  connects: [databaseBy({ size: 1 })],
  healthcheck: heartbeat,
  needs: ["postgres"],
  instances: "exactly-one",
  limits: { memoryMiB: 96, cpus: 0.5 },
});

/** HoneyChat: an API, a long-polling bot, Celery workers and their scheduler, periodic workers, and what they keep. */
export const honeychat: System = {
  name: "honeychat",
  services: {
    api: {
      ...python("api"),
      secrets: [database, queue],
      connects: [databaseBy({ size: 4, processes: 4 }), jobQueue],
      http: { port: 8000, healthPath: "/health" },
      healthcheck: {
        test: ["CMD", "curl", "--fail-with-body", "--silent", "--show-error", "http://127.0.0.1:8000/health"],
      },
      needs: ["postgres", "redis"],
      limits: { memoryMiB: 512, cpus: 1.5 },
      stopGraceSeconds: 30,
    },
    nextjs,
    bot: {
      ...python("bot"),
      environment: { API_URL: "http://api:8000" },
      healthcheck: heartbeat,
      instances: "exactly-one",
      limits: { memoryMiB: 128, cpus: 0.5 },
    },
    celery_worker: {
      ...worker,
      command: ["celery", "--app", "worker.app", "worker", "--queues", "celery", "--concurrency", String(PROCESSES)],
      connects: [databaseBy({ size: 1, processes: PROCESSES + 1 }), jobQueue],
      longestTaskSeconds: TASK_SECONDS,
      limits: { memoryMiB: 384, cpus: 1 },
      stopGraceSeconds: 60,
    },
    celery_beat: {
      ...worker,
      command: ["celery", "--app", "worker.app", "beat", "--schedule", "/tmp/schedule"],
      instances: "exactly-one",
      schedule: "celery",
      limits: { memoryMiB: 192, cpus: 0.5 },
    },
    gen_worker: {
      ...queueWorker("gen"),
      environment: { ...environment, CHROMA_URL: "http://chromadb:8000" },
      needs: ["postgres", "redis", "chromadb"],
    },
    lora_worker: queueWorker("lora"),
    cleanup_worker: periodic("worker.cleanup"),
    retention_email_worker: periodic("worker.retention"),
    postgres: {
      ...postgresServer("honeychat", "honeychat", { log_min_duration_statement: "1s" }),
      limits: { memoryMiB: 512, cpus: 1 },
    },
    redis: { ...redisServer, limits: { memoryMiB: 256, cpus: 0.5 } },
    chromadb: {
      ...python("chromadb"),
      environment: {},
      volumes: [{ name: "chromadb", path: "/data" }],
      healthcheck: { test: ["CMD", "curl", "-fsS", "http://127.0.0.1:8000/api/v2/heartbeat"] },
      limits: { memoryMiB: 256, cpus: 0.5 },
      stopGraceSeconds: 30,
    },
    certbot: {
      ...python("certbot"),
      environment: {},
      // The proxy's user: certbot leaves keys readable by their owner alone.
      user: "65534:65534",
      volumes: [
        { name: "letsencrypt", path: "/etc/letsencrypt" },
        { name: "acme", path: "/var/www/acme" },
      ],
      healthcheck: heartbeat,
      limits: { memoryMiB: 128, cpus: 0.5 },
    },
  },
  jobs: {},
  staticVolumes,
  surfaces: {
    backend: [
      "api",
      "bot",
      "celery_worker",
      "celery_beat",
      "gen_worker",
      "lora_worker",
      "cleanup_worker",
      "retention_email_worker",
    ],
    web: ["nextjs", "nextjs_static"],
    website: ["website"],
    miniapp: ["miniapp"],
  },
  proxy: {
    image: { name: "nginx:1.30" },
    routes: [
      { path: "/api/", service: "api" },
      { path: "/health", service: "api" },
      { path: "/web", service: "nextjs" },
    ],
    limits: { memoryMiB: 128, cpus: 1 },
  },
  secrets: {
    postgres_password: { kind: "generated", account: { ...postgres, name: "honeychat", superuser: true } },
    database_password: { kind: "generated", account: { ...postgres, name: "honeychat_app" } },
    redis_password: { kind: "generated", account: { ...redis, name: "default", superuser: true } },
    queue_password: { kind: "generated", account: { ...redis, name: "honeychat_app" } },
  },
};
