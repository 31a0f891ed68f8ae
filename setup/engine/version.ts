import { readFileSync } from "node:fs";
import { join } from "node:path";
import { satisfies, valid } from "semver";
import { parse } from "yaml";
import { root } from "../paths";

/** The release that is downloaded or built where no installed one fits; engine/go.mod requires the same. */
export const pinned = "3.250.0";

/** What Pulumi.yaml's `requiredPulumiVersion` asks for. */
export function required(): string {
  const project = parse(readFileSync(join(root, "Pulumi.yaml"), "utf8")) as { requiredPulumiVersion?: string };
  return project.requiredPulumiVersion ?? `>=${pinned}`;
}

/** Whether what `pulumi version` printed lies in a range such as `>=3.245.0`. */
export function fits(printed: string, range: string): boolean {
  const version = valid(printed.trim());
  return version !== null && satisfies(version, range);
}
