import { existsSync } from "node:fs";
import { execa } from "execa";
import { Advice } from "./progress";
import { type Say, whileRunning } from "./running";

const environment = { DEBIAN_FRONTEND: "noninteractive", NEEDRESTART_SUSPEND: "1" };
const options = ["--yes", "--no-install-recommends", "--option", "DPkg::Lock::Timeout=120"];

/** Whether this process may install Debian packages. */
export const canInstall = () => process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");

/** Installs Debian packages; package lists that are missing or out of date are fetched on the way. */
export async function aptInstall(packages: readonly string[], say: Say): Promise<void> {
  const title = `apt-get install ${packages.join(" ")}`;
  await whileRunning(title, say, async (report) => {
    if ((await aptGet(["install", ...options, ...packages], report)).succeeded) return;
    const update = await aptGet(["update"], report);
    const install = await aptGet(["install", ...options, ...packages], report);
    if (!install.succeeded) throw new Advice(`${title} failed:\n${update.tail}\n${install.tail}`);
  });
}

async function aptGet(words: readonly string[], report: Say) {
  const running = execa("apt-get", words, { env: environment, stdin: "ignore", all: true, reject: false });
  const lines: string[] = [];
  for await (const line of running.iterable({ from: "all" })) {
    report(line);
    lines.push(line);
  }
  const { failed } = await running;
  return { succeeded: !failed, tail: lines.slice(-5).join("\n") };
}
