import { defineConfig } from "vitest/config";

const minutes = 60_000;

/** Engine tests with little load, which wait more than they work. All others run alone. */
const paired = [
  "acme",
  "fit",
  "frontEnds",
  "lab",
  "localCommand",
  "preview",
  "providerSchema",
  "sampleWorkers",
  "samples",
  "scripts",
  "serviceWorker",
].map((name) => `test/engine/${name}.test.ts`);

/** What the two kinds of engine tests have in common. */
const engine = { testTimeout: 10 * minutes, hookTimeout: 10 * minutes };

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
          ...engine,
          name: "engine-paired",
          include: paired,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...engine,
          name: "engine",
          include: ["test/engine/**/*.test.ts"],
          exclude: paired,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
