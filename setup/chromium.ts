import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { aptInstall, canInstall } from "./apt";
import { Advice } from "./progress";
import type { Say } from "./running";

const programs = ["chromium", "chromium-browser", "google-chrome"];

const choices =
  "Set CHROMIUM to the path of a Chromium or Chrome, or leave out the tests that need one: npm run test:fast";

/** Makes sure that this machine has a Chromium or Chrome, and returns its path; Debian's is installed where that is possible. */
export async function ensureChromium(say: Say): Promise<string> {
  const found = findChromium();
  if (found) return found;
  if (!canInstall()) throw new Advice(`No Chromium is on this machine. ${choices}`);
  await aptInstall(["chromium"], say);
  const installed = findChromium();
  if (!installed) throw new Advice(`The package chromium brought no program of that name. ${choices}`);
  return installed;
}

/** Path of the browser that the variable CHROMIUM names, else of the first that PATH has; throws when CHROMIUM names none. */
export function findChromium({ CHROMIUM: named, PATH: path = "" } = process.env): string | undefined {
  if (named && !isProgram(named)) throw new Advice(`CHROMIUM is ${named}, which is no program. ${choices}`);
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return named || programs.flatMap((program) => folders.map((folder) => join(folder, program))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
