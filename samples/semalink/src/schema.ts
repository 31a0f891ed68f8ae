import { index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";

export const messages = pgTable(
  "messages",
  {
    id: uuid("id").primaryKey(),
    text: text("text").notNull(),
    createdAt: timestamp("created_at", { withTimezone: true }).notNull().defaultNow(),
    deliveries: integer("deliveries").notNull().default(0),
    doneBy: text("done_by"),
    doneAt: timestamp("done_at", { withTimezone: true }),
  },
  (table) => [index("messages_created_at").on(table.createdAt)],
);
