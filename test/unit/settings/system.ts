import type { System } from "../../../systems/system";

const limits = { memoryMiB: 128, cpus: 0.5 };
const healthcheck = { test: ["CMD", "true"] };

/** A small system with one of each: scalable, exactly-one, stateful; a generated secret and a provided one. */
export const shop: System = {
  name: "shop",
  services: {
    api: {
      image: { context: "samples/shop", dockerfile: "api/Dockerfile" },
      environment: { LOG_LEVEL: "info", RELEASE: "v1" },
      secrets: [{ name: "postgres_password" }, { name: "telegram_token", variable: "TOKEN_PATH" }],
      http: { port: 8000, healthPath: "/health" },
      healthcheck,
      needs: ["postgres"],
      limits,
    },
    beat: {
      image: { context: "samples/shop", dockerfile: "beat/Dockerfile" },
      healthcheck,
      instances: "exactly-one",
      limits,
    },
    postgres: {
      image: { name: "postgres:15" },
      volumes: [{ name: "postgres", path: "/var/lib/postgresql/data" }],
      healthcheck,
      limits: { memoryMiB: 512, cpus: 1 },
    },
  },
  jobs: {},
  staticVolumes: {},
  surfaces: { backend: ["api", "beat"] },
  proxy: { image: { name: "nginx:1.30" }, routes: [{ path: "/", service: "api" }], limits },
  secrets: { postgres_password: { kind: "generated" }, telegram_token: { kind: "provided" } },
};

const digest = `sha256:${"ab".repeat(32)}`;

/** What every stack of the shop but `local` must say. */
export const complete = {
  "roadstead:system": "shop",
  "roadstead:images": { api: `ghcr.io/acme/api@${digest}`, beat: `ghcr.io/acme/beat@${digest}` },
  "roadstead:secrets": { telegram_token: { value: "hunter2" } },
  "roadstead:rootKey": "5eed".repeat(16),
};
