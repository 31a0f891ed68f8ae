import { defineConfig } from "vitest/config";

const minutes = 60_000;

export default defineConfig({
  test: {
    reporters: ["./test/reporter.ts"],
    teardownTimeout: 2 * minutes,
    // A file that needs over a minute, or restarts the daemon, says so in its first line: `npm run test:fast` leaves it out.
    tags: [{ name: "slow" }],
    projects: [
      {
        // Each file on its own would load the Pulumi SDK again: four times the processor time.
        test: {
          name: "unit",
          include: ["test/unit/**/*.test.ts"],
          setupFiles: ["test/unit/cleanup.ts"],
          isolate: false,
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
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
