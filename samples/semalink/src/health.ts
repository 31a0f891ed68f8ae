import type { FastifyInstance } from "fastify";
import type { Broker } from "./broker.js";
import * as cache from "./cache.js";
import * as database from "./database.js";
import { settings } from "./settings.js";

/**
 * `/health` answers 200 once all that a request needs answers. `/api/early` tells how many requests came before: a proxy that
 * waits for health sends none.
 */
export const health = (broker: Broker) => async (app: FastifyInstance) => {
  const booted = Date.now() + settings.bootSeconds * 1000;
  let healthy = false;
  let early = 0;

  app.addHook("onRequest", async ({ url }) => {
    if (!healthy && url !== "/health") early++;
  });

  app.get("/health", async (_, reply) => {
    const waiting = await missing();
    if (settings.broken || waiting.length > 0)
      return reply.code(settings.broken ? 500 : 503).send({ status: "not ready", waiting });
    healthy = true;
    return { status: "ok" };
  });

  app.get("/api/early", async () => ({ requests: early }));

  async function missing(): Promise<string[]> {
    const parts = {
      boot: Date.now() >= booted,
      postgres: await database.answers(),
      rabbitmq: broker.connected,
      redis: cache.answers(),
    };
    return Object.entries(parts).flatMap(([part, answers]) => (answers ? [] : [part]));
  }
};
