import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Engine } from "../engine";
import { cache } from "../paths";
import { exclusively } from "./lock";
import { pinned } from "./version";

/** Where every engine that this project fetched or built lies, a folder each. */
export const engines = join(cache, "engine");

/** The CLI inside an engine's folder. */
export const cliIn = (folder: string) => join(folder, "bin", "pulumi");

/** The engine in a folder, once it is complete. */
export function engineIn(folder: string): Engine | undefined {
  const pulumi = cliIn(folder);
  return existsSync(pulumi) ? { pulumi, path: [dirname(pulumi)], version: pinned } : undefined;
}

/** Fills an engine's folder all at once: it appears when `fill` has succeeded, and one set-up at a time fills it. */
export async function fillOnce(
  folder: string,
  say: (detail: string) => void,
  fill: (draft: string) => Promise<void>,
): Promise<void> {
  mkdirSync(engines, { recursive: true });
  await exclusively(`${folder}.lock`, say, async () => {
    if (engineIn(folder)) return;
    const draft = `${folder}.draft`;
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft);
    try {
      await fill(draft);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  });
}
