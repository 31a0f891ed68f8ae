import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { parseSettings } from "../../../settings/parse";
import { refusal } from "./refusal";
import { complete, shop } from "./system";

interface Row {
  readonly name: string;
  readonly stack?: string;
  readonly encrypted?: readonly string[];
  readonly config: Record<string, unknown>;
  readonly message: string;
}

const rows: Row[] = parse(readFileSync(join(__dirname, "refused.yaml"), "utf8"));

describe("A stack file that is refused", () => {
  it.each(rows)("$name", ({ stack = "staging", encrypted, config, message }) => {
    const keys = encrypted && new Set(encrypted);
    expect(
      refusal(() => parseSettings(stack, { ...complete, ...config }, { systems: { shop }, encrypted: keys })),
    ).toBe(message);
  });

  it("shows no secret value in any message", () => {
    for (const { message } of rows) expect(message).not.toMatch(/hunter2|5eed/);
  });

  it("leaves aside what needs a system when none is likely", () => {
    const systems = { shop, forum: { ...shop, name: "forum" } };
    const config = { "roadstead:images": { nobody: "x" }, "roadstead:runtime": "swarm" };
    expect(refusal(() => parseSettings("staging", config, { systems }))).toBe(`Pulumi.staging.yaml has 2 problems:

roadstead:system
  found:    nothing
  expected: the name of a system: shop, forum
  fix:      bin/pulumi config set system shop --stack staging

roadstead:runtime
  found:    "swarm"
  expected: docker; the swarm runtime is not available yet
  fix:      bin/pulumi config rm runtime --stack staging`);
  });
});
