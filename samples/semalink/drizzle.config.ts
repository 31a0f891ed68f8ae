import { defineConfig } from "drizzle-kit";
import { address } from "./src/address";

export default defineConfig({
  dialect: "postgresql",
  schema: "./src/schema.ts",
  out: "./migrations",
  dbCredentials: { url: address("SEMALINK_DATABASE") },
});
