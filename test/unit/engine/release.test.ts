import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { archiveName } from "../../../setup/engine/platform";
import { pinned } from "../../../setup/engine/version";

const archive = archiveName(pinned, process.platform, process.arch) ?? "none";
const checksums = `pulumi-${pinned}-checksums.txt`;

let folder: string;
let server: Server;
let source: string;
let published: Map<string, Buffer>;
let broken: Set<string>;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "release-"));
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "cache"));
  vi.resetModules();
  published = new Map();
  broken = new Set();
  server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    const content = published.get(name);
    if (content && broken.has(name)) {
      response.writeHead(200, { "content-length": content.length });
      response.write(content.subarray(0, 10), () => response.destroy());
    } else if (content) response.end(content);
    else response.writeHead(404).end();
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  source = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await new Promise((done) => server.close(done));
  rmSync(folder, { recursive: true });
});

describe("downloadRelease", () => {
  it("unpacks what was published, once", async () => {
    await publish();
    const { downloadRelease } = await import("../../../setup/engine/release");
    const unpacked = await downloadRelease(() => {}, source);
    expect((await execa(join(unpacked, "bin", "pulumi"))).stdout).toBe("released");
    published.delete(archive);
    expect(await downloadRelease(() => {}, source)).toBe(unpacked);
  });

  it("leaves nothing behind of an archive with another checksum", async () => {
    await publish("0".repeat(64));
    const { downloadRelease, releaseFolder } = await import("../../../setup/engine/release");
    await expect(downloadRelease(() => {}, source)).rejects.toThrow(
      /is not what was published: expected SHA-256 0{64}/,
    );
    expect(existsSync(releaseFolder())).toBe(false);
    expect(readdirSync(join(folder, "cache", "roadstead", "engine"))).toEqual([]);
  });

  it("calls a host that breaks off unreachable, and leaves nothing behind", async () => {
    await publish();
    broken.add(archive);
    const { downloadRelease, releaseFolder } = await import("../../../setup/engine/release");
    await expect(downloadRelease(() => {}, source)).rejects.toThrow(/^lost 127\.0\.0\.1/);
    expect(existsSync(releaseFolder())).toBe(false);
  });

  it("calls a host that serves no release unreachable", async () => {
    const { downloadRelease } = await import("../../../setup/engine/release");
    const { Unreachable } = await import("../../../setup/engine/unreachable");
    const failure = downloadRelease(() => {}, source);
    await expect(failure).rejects.toBeInstanceOf(Unreachable);
    await expect(failure).rejects.toThrow("answered 404 for Pulumi's release");
  });

  it("calls a host that does not answer unreachable", async () => {
    await new Promise((done) => server.close(done));
    const { downloadRelease } = await import("../../../setup/engine/release");
    await expect(downloadRelease(() => {}, source)).rejects.toThrow(/cannot reach 127\.0\.0\.1:\d+ .*ECONNREFUSED/);
  });
});

async function publish(checksum?: string): Promise<void> {
  const files = join(folder, "pulumi");
  mkdirSync(files);
  writeFileSync(join(files, "pulumi"), "#!/bin/sh\necho released\n");
  chmodSync(join(files, "pulumi"), 0o755);
  await execa("tar", ["-czf", join(folder, archive), "-C", folder, "pulumi"]);
  const content = readFileSync(join(folder, archive));
  published.set(archive, content);
  const sum = checksum ?? createHash("sha256").update(content).digest("hex");
  published.set(checksums, Buffer.from(`${sum}  ${archive}\n`));
}
