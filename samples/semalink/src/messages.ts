import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { Broker } from "./broker.js";
import { counts, find, insert } from "./database.js";

const message = {
  type: "object",
  required: ["text"],
  additionalProperties: false,
  properties: { text: { type: "string", minLength: 1, maxLength: 10_000 } },
} as const;

const params = { type: "object", properties: { id: { type: "string", format: "uuid" } } } as const;

/** Whether a text can be the id of a message: Postgres would refuse another one. */
export const isId = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

export const messages = (broker: Broker) => async (app: FastifyInstance) => {
  app.post<{ Body: { text: string } }>("/api/messages", { schema: { body: message } }, async ({ body }, reply) => {
    const id = randomUUID();
    await insert(id, body.text);
    await broker.publish(id);
    return reply.code(202).send({ id });
  });

  app.get("/api/messages/counts", counts);

  app.get<{ Params: { id: string } }>("/api/messages/:id", { schema: { params } }, async (request, reply) => {
    const found = await find(request.params.id);
    return found ?? reply.code(404).send({ error: "there is no such message" });
  });
};
