/** A piece of a container's output as Docker sends it: eight bytes of header, of which the first names the stream, then the text. */
export function frame(text: string | Buffer, stream: 1 | 2 = 1): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(text), 4);
  return Buffer.concat([header, Buffer.from(text)]);
}
