import { defineConfig } from "vitest/config";

const minutes = 60_000;

export default defineConfig({
  test: {
    reporters: ["./test/reporter.ts"],
    teardownTimeout: 2 * minutes,
    projects: [
      { test: { name: "unit", include: ["test/unit/**/*.test.ts"] } },
      {
        test: {
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          testTimeout: 10 * minutes,
          hookTimeout: 10 * minutes,
        },
      },
    ],
  },
});
