import { postgresServer } from "./postgres";
import { rabbitmqServer } from "./rabbitmq";
import { redisServer } from "./redis";
import { accountMount } from "./secretMount";
import type { System } from "./system";

/** The user that its processes run as. */
const UID = 1000;

const databaseAddress = { SEMALINK_DATABASE_URL: "postgresql://postgres:5432/semalink" };

const database = accountMount("database_password", UID, "SEMALINK_DATABASE");
const cache = accountMount("cache_password", UID, "SEMALINK_REDIS");
const broker = accountMount("broker_password", UID, "SEMALINK_AMQP");

const postgres = { kind: "postgres-role", service: "postgres", database: "semalink" } as const;
const redis = { kind: "redis-user", service: "redis" } as const;

/** Semalink: an API in Node that publishes to RabbitMQ and consumes from it, behind Caddy; migrations in an image of their own. */
export const semalink: System = {
  name: "semalink",
  services: {
    api: {
      image: { context: "samples/semalink", dockerfile: "api/Dockerfile" },
      environment: {
        ...databaseAddress,
        SEMALINK_REDIS_URL: "redis://redis:6379/0",
        SEMALINK_AMQP_URL: "amqp://rabbitmq:5672",
      },
      secrets: [database, cache, broker],
      connects: [
        {
          to: "postgres",
          variable: "SEMALINK_DATABASE_URL",
          pool: { size: 5, variable: "SEMALINK_DATABASE_POOL_SIZE" },
        },
        { to: "redis", variable: "SEMALINK_REDIS_URL", use: "sessions" },
        { to: "rabbitmq", variable: "SEMALINK_AMQP_URL" },
      ],
      http: { port: 3000, healthPath: "/health", proxyVariable: "SEMALINK_PROXY" },
      healthcheck: {
        test: ["CMD", "curl", "--fail-with-body", "--silent", "--show-error", "http://127.0.0.1:3000/health"],
        budgetSeconds: 60,
      },
      needs: ["postgres", "redis", "rabbitmq", "migrate"],
      tmpfs: ["/tmp"],
      user: `${UID}:${UID}`,
      limits: { memoryMiB: 256, cpus: 1 },
      stopGraceSeconds: 30,
    },
    postgres: { ...postgresServer("postgres", "semalink", { work_mem: "4MB" }), limits: { memoryMiB: 256, cpus: 1 } },
    redis: { ...redisServer, limits: { memoryMiB: 128, cpus: 0.5 } },
    rabbitmq: {
      ...rabbitmqServer([{ name: "messages", type: "quorum" }]),
      limits: { memoryMiB: 512, cpus: 1 },
    },
  },
  jobs: {
    migrate: {
      image: { context: "samples/semalink", dockerfile: "migrate/Dockerfile" },
      environment: databaseAddress,
      secrets: [database],
      connects: [{ to: "postgres", variable: "SEMALINK_DATABASE_URL" }],
      command: ["npm", "run", "migrate"],
      needs: ["postgres"],
      tmpfs: ["/tmp"],
      user: `${UID}:${UID}`,
      limits: { memoryMiB: 256, cpus: 1 },
    },
  },
  staticVolumes: {},
  surfaces: { backend: ["api"] },
  proxy: {
    kind: "caddy",
    image: { name: "caddy:2.11" },
    updateOrder: "start-first",
    routes: [{ path: "/", service: "api" }],
    limits: { memoryMiB: 256, cpus: 1 },
  },
  secrets: {
    postgres_password: { kind: "generated", account: { ...postgres, name: "postgres", superuser: true } },
    database_password: { kind: "generated", account: { ...postgres, name: "semalink" } },
    redis_password: { kind: "generated", account: { ...redis, name: "default", superuser: true } },
    cache_password: { kind: "generated", account: { ...redis, name: "semalink" } },
    broker_password: {
      kind: "generated",
      account: { kind: "rabbitmq-user", service: "rabbitmq", name: "semalink" },
    },
  },
};
