import { createReadStream, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Docker } from "../actions/docker";
import { aptInstall, canInstall } from "../setup/apt";
import { events } from "../setup/images/events";
import { Advice } from "../setup/progress";
import { type Say, whileRunning } from "../setup/running";
import { labLabel, type Suite, suiteScript } from "./recipe";

const path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Installs mmdebstrap where it is missing. */
export async function needMmdebstrap(say: Say): Promise<void> {
  if (existsSync("/usr/bin/mmdebstrap")) return;
  if (!canInstall())
    throw new Advice("The lab makes images only as root on Debian or Ubuntu, where it gets mmdebstrap.");
  await aptInstall(["mmdebstrap", "debian-archive-keyring", "gpg"], say);
}

/** Makes a Debian suite's image, such as `debian:bookworm-slim`. */
export async function makeSuite(docker: Docker, { name, version, hash }: Suite, say: Say): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), "roadstead-lab-"));
  try {
    const archive = join(scratch, "root.tar");
    await writeArchive(name, [version, archive], say);
    const [repo, tag] = name.split(":");
    const changes = ['CMD ["bash"]', `ENV PATH=${path}`, `LABEL ${labLabel}=${hash}`];
    for await (const _ of events(await docker.importImage(createReadStream(archive), { repo, tag, changes })));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

async function writeArchive(name: string, words: readonly string[], say: Say): Promise<void> {
  const lines: string[] = [];
  await whileRunning(`make ${name}`, say, async (report) => {
    const running = execa(suiteScript, words, { stdin: "ignore", stdout: "ignore", reject: false });
    for await (const line of running.iterable({ from: "stderr" })) {
      if (line.startsWith("I: ")) report(line.slice(3));
      lines.push(line);
    }
    if ((await running).failed)
      throw new Advice(`${suiteScript} does not make ${name}:\n${lines.slice(-8).join("\n")}`);
  });
}
