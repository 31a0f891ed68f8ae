import { address } from "./address.js";

const NEEDED = ["SEMALINK_DATABASE_URL", "SEMALINK_REDIS_URL", "SEMALINK_AMQP_URL"];

const missing = NEEDED.filter((name) => !process.env[name]);
if (missing.length > 0) {
  console.error(`Semalink needs ${missing.join(", ")}; see its README.`);
  process.exit(1);
}

const DATABASE_CONNECTIONS = 5;

export const settings = {
  release: process.env.RELEASE ?? "dev",
  bootSeconds: Number(process.env.BOOT_SECONDS ?? 0),
  broken: process.env.BREAK === "health",
  /** Whose X-Forwarded headers are believed. */
  proxy: process.env.SEMALINK_PROXY ?? false,
  database: address("SEMALINK_DATABASE"),
  databaseConnections: Number(process.env.SEMALINK_DATABASE_POOL_SIZE ?? DATABASE_CONNECTIONS),
  redis: address("SEMALINK_REDIS"),
  amqp: address("SEMALINK_AMQP"),
} as const;
