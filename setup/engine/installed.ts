import { accessSync, constants, realpathSync } from "node:fs";
import { delimiter, join, sep } from "node:path";
import { execa } from "execa";
import type { Engine } from "../engine";
import { engines } from "./cached";
import { fits, required } from "./version";

/** The `pulumi` that the user has installed, when its version fits the project. */
export async function installedEngine(say: (detail: string) => void): Promise<Engine | undefined> {
  const pulumi = onPath(process.env.PATH ?? "");
  if (!pulumi) return undefined;
  const { stdout, failed } = await execa(pulumi, ["version"], {
    reject: false,
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
  });
  const version = stdout.trim();
  if (!failed && fits(version, required())) return { pulumi, path: [], version: version.replace(/^v/, "") };
  say(`${pulumi} is ${version || "of unknown version"}, the project needs ${required()}: using another`);
  return undefined;
}

function onPath(path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, "pulumi"))
    .find((file) => isExecutable(file) && !realpathSync(file).startsWith(engines + sep));
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
