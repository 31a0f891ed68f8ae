import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, describe, expect, it } from "vitest";
import { local, root } from "../../../setup/paths";

let folder = "";
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs vitest on files of its own, in the clone so that it finds its packages, and returns what it prints. */
async function vitest(files: Readonly<Record<string, string>>) {
  mkdirSync(local, { recursive: true });
  folder = mkdtempSync(join(local, "reporter-"));
  const config = { "vitest.config.mjs": "export default {};" };
  for (const [name, text] of Object.entries({ ...config, ...files })) writeFileSync(join(folder, name), text);
  const args = ["run", "--root", folder, "--reporter", join(root, "test/reporter.ts")];
  const env = { NO_COLOR: "1", FORCE_COLOR: "" };
  const { exitCode, stdout } = await execa("vitest", args, { cwd: root, preferLocal: true, reject: false, env });
  return { exitCode, lines: stdout.trimEnd().split("\n") };
}

const passing = 'import { it } from "vitest"; it("is well", () => {});';

describe("the reporter", { timeout: 60_000 }, () => {
  it("ends with the counts alone on a line", async () => {
    const { exitCode, lines } = await vitest({ "a.test.ts": passing });
    expect([exitCode, lines.at(-1)]).toEqual([0, "1 passed, 0 failed"]);
    expect(lines.filter((line) => /✓ a\.test\.ts > is well \d+ms/.test(line))).toHaveLength(1);
  });

  it("counts failed tests, and failed files and hooks, which keep tests from running", async () => {
    const { exitCode, lines } = await vitest({
      "a.test.ts": passing,
      "b.test.ts":
        'import { expect, it } from "vitest"; it("is bad", () => expect(1).toBe(2)); it.skip("waits", () => {});',
      "c.test.ts": 'import "./missing";',
      "d.test.ts": `import { beforeAll, describe, it } from "vitest";
        describe("d", () => { beforeAll(() => { throw new Error("hook") }); it("never runs", () => {}); });`,
    });
    expect([exitCode, lines.at(-1)]).toEqual([1, "1 passed, 3 failed, 2 skipped"]);
  });
});
