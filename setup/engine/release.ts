import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { Advice, megabytes } from "../progress";
import { engines, fillOnce } from "./cached";
import { checksumOf } from "./checksums";
import { archiveName } from "./platform";
import { Unreachable } from "./unreachable";
import { pinned } from "./version";

const releases = `https://github.com/pulumi/pulumi/releases/download/v${pinned}`;
const answerWithin = 5_000;
const reportEvery = 2_000;

/** Where the official release of the pinned version is kept. */
export const releaseFolder = () => join(engines, `v${pinned}`);

/** Downloads, checks and unpacks the official release, and returns its folder. */
export async function downloadRelease(say: (detail: string) => void, source = releases): Promise<string> {
  const archive = archiveName(pinned, process.platform, process.arch);
  if (!archive) throw new Unreachable(`Pulumi has no release for ${process.platform}-${process.arch}`);
  const expected = await publishedChecksum(source, archive);
  const folder = releaseFolder();
  await fillOnce(folder, say, async (draft) => {
    const file = join(draft, archive);
    const found = await download(`${source}/${archive}`, file, say);
    if (found !== expected) throw mismatch(`${source}/${archive}`, expected, found);
    await unpack(file, join(draft, "bin"));
    rmSync(file);
  });
  return folder;
}

async function publishedChecksum(source: string, archive: string): Promise<string> {
  const url = `${source}/pulumi-${pinned}-checksums.txt`;
  const checksum = checksumOf(archive, await (await get(url)).text());
  if (!checksum) throw new Advice(`${url} holds no checksum for ${archive}: install Pulumi ${pinned} by hand`);
  return checksum;
}

async function get(url: string): Promise<Response> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), answerWithin);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) throw new Unreachable(`${new URL(url).host} answered ${response.status} for Pulumi's release`);
    return response;
  } catch (error) {
    if (error instanceof Unreachable) throw error;
    throw new Unreachable(`cannot reach ${new URL(url).host} for Pulumi's release (${reason(error)})`);
  } finally {
    clearTimeout(timer);
  }
}

function reason(error: unknown): string {
  if (error instanceof Error && error.name === "AbortError") return `no answer within ${answerWithin / 1000} s`;
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? ((cause as NodeJS.ErrnoException).code ?? cause.message) : String(cause);
}

async function download(url: string, file: string, say: (detail: string) => void): Promise<string> {
  const response = await get(url);
  if (!response.body) throw new Unreachable(`${url} answered without content`);
  const total = Number(response.headers.get("content-length"));
  const hash = createHash("sha256");
  let received = 0;
  let reported = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      received += chunk.length;
      if (Date.now() - reported > reportEvery) {
        reported = Date.now();
        say(`download ${(received / 1e6).toFixed(1)} of ${total ? megabytes(total) : "unknown size"}`);
      }
      done(null, chunk);
    },
  });
  try {
    await pipeline(Readable.fromWeb(response.body), meter, createWriteStream(file));
  } catch (error) {
    throw new Unreachable(`lost ${new URL(url).host} after ${megabytes(received)} (${reason(error)})`);
  }
  return hash.digest("hex");
}

async function unpack(archive: string, folder: string): Promise<void> {
  mkdirSync(folder);
  await execa("tar", ["-xzf", archive, "--strip-components=1", "-C", folder]);
}

function mismatch(url: string, expected: string, found: string): Advice {
  return new Advice(`${url} is not what was published: expected SHA-256 ${expected}, found ${found}. Try again later.`);
}
