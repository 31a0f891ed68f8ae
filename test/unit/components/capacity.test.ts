// The sockets are real; a program of the test's own stands in for ssh. That Docker answers like this, the engine tests show.
import { chmodSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sizeOf } from "../../../components/capacity";
import { folder, listening } from "../fixture";

const size = { memoryMiB: 24_105, cpus: 2 };
const info = JSON.stringify({ MemTotal: 24_105 * 1024 ** 2 + 1, NCPU: 2, Name: "host" });

/** Puts a program `ssh` before all others, which runs this script. */
function ssh(script: string): void {
  const bin = folder();
  writeFileSync(join(bin, "ssh"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "ssh"), 0o755);
  vi.stubEnv("PATH", `${bin}:${process.env.PATH}`);
}

/** A daemon behind a port of this machine. */
async function overTcp(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(status).end(body);
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(() => vi.unstubAllEnvs());

describe("A host's size", () => {
  it("H9 is what the daemon says on its socket", async () => {
    expect(await sizeOf(await listening(size))).toStrictEqual(size);
  });

  it("H9 is what the daemon says on its port", async () => {
    expect(await sizeOf(await overTcp(200, info))).toStrictEqual(size);
  });

  it("H9 is what docker says on the other side of ssh, asked as the provider asks: by the user's own ssh", async () => {
    ssh(`[ "$*" = "$EXPECTED" ] && echo '${info}'`);
    const ask = `docker info --format '{"MemTotal":{{.MemTotal}},"NCPU":{{.NCPU}}}'`;
    vi.stubEnv("EXPECTED", `-o BatchMode=yes -- deploy@shop.example ${ask}`);
    expect(await sizeOf("ssh://deploy@shop.example")).toStrictEqual(size);
    vi.stubEnv("EXPECTED", `-o BatchMode=yes -p 2222 -- deploy@2001:db8::7 ${ask}`);
    expect(await sizeOf("ssh://deploy@[2001:db8::7]:2222")).toStrictEqual(size);
  });

  it.each([
    [500, "{}", "it answers GET /info with status 500"],
    [200, "{}", "it does not say how much memory and how many processors it has"],
    [200, '{"MemTotal":0,"NCPU":2}', "it does not say how much memory and how many processors it has"],
  ])("is not known from an answer %i %s", async (status, body, message) => {
    await expect(sizeOf(await overTcp(status, body))).rejects.toThrow(message);
  });

  it("is not known when ssh is refused, in ssh's own words", async () => {
    ssh("echo 'deploy@shop.example: Permission denied (publickey).' >&2; exit 255");
    await expect(sizeOf("ssh://deploy@shop.example")).rejects.toThrow(
      /^deploy@shop\.example: Permission denied \(publickey\)\.$/,
    );
  });

  it("is not known when nothing listens", async () => {
    await expect(sizeOf(`unix://${folder()}/none.sock`)).rejects.toThrow("connect ENOENT");
  });
});
