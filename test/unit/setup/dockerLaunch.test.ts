import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { launch } from "../../../setup/docker/launch";

// Real processes; a shell stands for the daemon, because a second Docker daemon would need a network namespace of its own.
describe("launch", () => {
  let folder: string;
  const at = (name: string) => join(folder, name);
  const shell = (script: string) => ({
    command: ["sh", "-c", script] as const,
    runFolder: folder,
    log: at("log"),
  });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "roadstead-launch-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("starts a process in a session of its own that holds nothing of ours", async () => {
    await launch(shell(`echo $$ >${at("ready")}; exec sleep 30`), async () => existsSync(at("ready")));
    const pid = readFileSync(at("ready"), "utf8").trim();
    const descriptor = (number: number) => readlinkSync(`/proc/${pid}/fd/${number}`);
    const [, , , session] = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
    expect([descriptor(0), descriptor(1), descriptor(2)]).toEqual(["/dev/null", at("log"), at("log")]);
    expect(readlinkSync(`/proc/${pid}/cwd`)).toBe("/");
    expect(session).toBe(pid);
    process.kill(Number(pid));
  });

  it("shows the log's end when the daemon ends", async () => {
    await expect(launch(shell("echo failed to start: no cgroups; exit 1"), async () => false)).rejects.toThrow(
      "no cgroups",
    );
  });

  it("removes a pid file that names another program", async () => {
    writeFileSync(at("docker.pid"), `${process.pid}`);
    await launch(shell("true"), async () => true);
    expect(existsSync(at("docker.pid"))).toBe(false);
  });
});
