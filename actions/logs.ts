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
