import { hostname } from "node:os";
import { count, eq, gt, sql, sum } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import postgres from "postgres";
import { messages } from "./schema.js";
import { settings } from "./settings.js";

const connection = postgres(settings.database, { max: settings.databaseConnections, connect_timeout: 5 });
const database = drizzle(connection);

export const answers = () =>
  connection`select 1`.then(
    () => true,
    () => false,
  );

export const close = () => connection.end({ timeout: 5 });

export async function insert(id: string, text: string): Promise<void> {
  await database.insert(messages).values({ id, text });
}

/** Notes a delivery; false for a message that nobody has stored. */
export async function deliver(id: string): Promise<boolean> {
  const rows = await database
    .update(messages)
    .set({ deliveries: sql`${messages.deliveries} + 1`, doneBy: hostname(), doneAt: sql`now()` })
    .where(eq(messages.id, id))
    .returning({ id: messages.id });
  return rows.length > 0;
}

export async function find(id: string) {
  const [row] = await database.select().from(messages).where(eq(messages.id, id));
  return row;
}

export async function counts() {
  const [all] = await database
    .select({ total: count(), done: count(messages.doneAt), deliveries: sum(messages.deliveries).mapWith(Number) })
    .from(messages);
  const [more] = await database.select({ repeated: count() }).from(messages).where(gt(messages.deliveries, 1));
  return { ...all, ...more };
}
