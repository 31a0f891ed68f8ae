import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { visit } from "./cache.js";
import { settings } from "./settings.js";

const { release } = settings;

const seconds = { type: "object", properties: { seconds: { type: "number", minimum: 0, maximum: 60, default: 25 } } };

export async function requests(app: FastifyInstance): Promise<void> {
  app.get("/api/version", async ({ protocol: scheme, ip: client }) => ({ release, host: hostname(), scheme, client }));

  app.get("/api/visits", async ({ protocol }, reply) => {
    reply.header("Set-Cookie", `visited=1; HttpOnly; SameSite=Lax${protocol === "https" ? "; Secure" : ""}`);
    return { visits: await visit() };
  });

  app.get<{ Querystring: { seconds: number } }>(
    "/api/slow",
    { schema: { querystring: seconds } },
    async ({ query }) => {
      await sleep(query.seconds * 1000);
      return { release };
    },
  );

  // An upload is read as it comes, and kept nowhere.
  app.addContentTypeParser("application/octet-stream", (_request, payload, done) => done(null, payload));
  app.post<{ Body: NodeJS.ReadableStream }>("/api/uploads", async ({ body }) => {
    const hash = createHash("sha256");
    let bytes = 0;
    for await (const chunk of body) {
      hash.update(chunk);
      bytes += chunk.length;
    }
    return { bytes, sha256: hash.digest("hex"), release };
  });
}
