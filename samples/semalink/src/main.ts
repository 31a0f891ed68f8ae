import websocket from "@fastify/websocket";
import { fastify } from "fastify";
import { Broker } from "./broker.js";
import * as cache from "./cache.js";
import * as database from "./database.js";
import { health } from "./health.js";
import { isId, messages } from "./messages.js";
import { requests } from "./requests.js";
import { settings } from "./settings.js";
import { endStreams, streams } from "./streams.js";

const PORT = 3000;
const STOP_SECONDS = 25;
const LOOK_MS = 100;

const app = fastify({
  logger: { level: "info" },
  disableRequestLogging: true,
  trustProxy: settings.proxy,
  return503OnClosing: false,
  // The proxy closes connections before this, so that none is closed under a request.
  keepAliveTimeout: 75_000,
});

const broker = new Broker(
  async (id) => {
    if (!isId(id)) app.log.warn("a message that is no id is left out");
    else if (!(await database.deliver(id))) app.log.warn(`nobody has stored the message ${id}`);
  },
  (line) => app.log.warn(line),
);

await app.register(websocket);
// In the application itself, since its hook is for all routes.
await health(broker)(app);
await app.register(messages(broker));
await app.register(requests);
await app.register(streams);

for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => void stop(signal));

await broker.start();
await app.listen({ host: "0.0.0.0", port: PORT });

/** What has been taken is done, then what is open is ended, then requests under way are answered. */
async function stop(signal: string): Promise<void> {
  app.log.info(`${signal}: stopping`);
  setTimeout(() => {
    app.log.error(`not everything has ended within ${STOP_SECONDS} s`);
    process.exit(1);
  }, STOP_SECONDS * 1000).unref();
  await broker.stopConsuming();
  endStreams();
  // A connection whose last answer comes later would be waited for.
  const idle = setInterval(() => app.server.closeIdleConnections(), LOOK_MS);
  await app.close();
  clearInterval(idle);
  await broker.close();
  await Promise.all([cache.close(), database.close()]);
  process.exit(0);
}
