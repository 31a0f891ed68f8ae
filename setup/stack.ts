import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { systems } from "../systems";
import type { Cli } from "./cli";
import { root } from "./paths";

const stackFile = join(root, "Pulumi.local.yaml");

/** Makes the stack `local` where it is missing: its file from the template, its place in the backend, its root key. */
export async function ensureStack(cli: Cli): Promise<void> {
  if (!existsSync(stackFile)) copyFileSync(join(root, "setup", "Pulumi.local.yaml"), stackFile);
  const stacks: { name: string }[] = JSON.parse(await cli.read(["stack", "ls", "--json"]));
  if (!stacks.some(({ name }) => name === "local")) await cli.read(["stack", "init", "local"]);
  if (read("rootKey") !== undefined) return;
  await cli.read(["config", "set", "--stack", "local", "--secret", "rootKey", randomBytes(32).toString("hex")]);
}

/** The Docker daemon of the stack `local`. */
export const stackHost = (): string => read("host") ?? "unix:///var/run/docker.sock";

/** The name of the system that the stack `local` runs. */
export const stackSystem = (): string => read("system") ?? Object.keys(systems)[0] ?? "";

function read(key: string): string | undefined {
  if (!existsSync(stackFile)) return undefined;
  const { config } = parse(readFileSync(stackFile, "utf8")) ?? {};
  return config?.[`roadstead:${key}`];
}
