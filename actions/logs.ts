import { createInterface } from "node:readline";
import { finished, PassThrough } from "node:stream";
import type { Container } from "./docker";

/** The lines of a container's log. Docker prefixes each piece with eight bytes: stream, three zeros, length. */
export function logLines(frames: Buffer): string[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at + 8 <= frames.length; ) {
    const length = frames.readUInt32BE(at + 4);
    pieces.push(frames.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  const text = Buffer.concat(pieces).toString("utf8").trimEnd();
  return text === "" ? [] : text.split("\n");
}

/** Passes on each line of a container's log as it comes, from a time on in RFC 3339, until its process has ended. */
export async function followLog(container: Container, since: string, eachLine: (line: string) => void): Promise<void> {
  const stream = await container.logs({ follow: true, stdout: true, stderr: true, since: unixTime(since) });
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  container.modem.demuxStream(stream, stdout, stderr);
  finished(stream, () => {
    stdout.end();
    stderr.end();
  });
  await Promise.all(
    [stdout, stderr].map(async (input) => {
      for await (const line of createInterface({ input })) eachLine(line);
    }),
  );
}

/** Docker's other form of a time: seconds, a point, nine digits. What has not happened is dated to the year 1, and becomes 0. */
export function unixTime(time: string): string {
  const [, digits = ""] = /\.(\d+)/.exec(time) ?? [];
  const seconds = Date.parse(time.replace(/\.\d+/, "")) / 1000;
  return seconds > 0 ? `${seconds}.${digits.padEnd(9, "0")}` : "0";
}
