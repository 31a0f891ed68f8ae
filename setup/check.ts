import { execa } from "execa";
import { root } from "./paths";
import { Advice, main, step } from "./progress";

const CHECKS = {
  "format and lint": ["biome", "ci", "--error-on-warnings", "."],
  types: ["tsc", "--noEmit"],
  "unit tests": ["vitest", "run", "--project", "unit"],
} as const;

main(async () => {
  for (const [name, [program, ...args]] of Object.entries(CHECKS)) {
    await step(name, async () => {
      const { exitCode } = await execa(program, args, {
        cwd: root,
        preferLocal: true,
        stdio: "inherit",
        reject: false,
      });
      if (exitCode !== 0) throw new Advice(`${name} failed`);
    });
  }
});
