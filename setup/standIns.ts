import { randomBytes } from "node:crypto";
import { systems } from "../systems";
import { without } from "../systems/without";
import type { Cli } from "./cli";
import type { LocalStack } from "./stack";

/** Gives a stack's provided secrets that its file does not know yet a random value, so that it can be tried at once. */
export async function ensureStandIns(cli: Cli, stack: LocalStack, say: (line: string) => void): Promise<void> {
  const system = systems[stack.system];
  const secrets = system ? without(system, stack.without).secrets : {};
  for (const [name, { kind }] of Object.entries(secrets)) {
    if (kind !== "provided" || stack.secrets[name] !== undefined) continue;
    const place = ["--path", `secrets.${name}.value`, "--secret", "--stack", stack.name];
    await cli.read(["config", "set", ...place], `stand-in-${randomBytes(24).toString("base64url")}`);
    say(`${name} is a stand-in; set the real one: bin/pulumi config set ${place.join(" ")}`);
  }
}
