import { createInterface } from "node:readline";
import { finished, PassThrough } from "node:stream";
import type { Container } from "./docker";

/**
 * The lines of a container's log or of a command in it, each in its place where it was complete, so that the two streams do not
 * cut into each other's lines. Docker prefixes each piece with eight bytes: stream, three zeros, length.
 */
export function logLines(frames: Buffer): string[] {
  const lines: string[] = [];
  const begun = new Map<number, Buffer>();
  for (let at = 0; at + 8 <= frames.length; ) {
    const stream = frames.readUInt8(at);
    const end = at + 8 + frames.readUInt32BE(at + 4);
    const text = Buffer.concat([begun.get(stream) ?? Buffer.alloc(0), frames.subarray(at + 8, end)]);
    const complete = text.lastIndexOf("\n") + 1;
    if (complete > 0) lines.push(...text.toString("utf8", 0, complete - 1).split("\n"));
    begun.set(stream, text.subarray(complete));
    at = end;
  }
  lines.push(...[...begun.values()].map(String).filter((rest) => rest !== ""));
  const text = lines.join("\n").trimEnd();
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
