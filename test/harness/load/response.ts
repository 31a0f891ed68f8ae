/** One complete HTTP/1.1 answer. */
export interface Response {
  readonly status: number;
  /** Whether the server lets the connection be used again. */
  readonly kept: boolean;
  readonly body: Buffer;
}

const HEAD_END = "\r\n\r\n";
const LONGEST_HEAD = 65_536;

/** Reads one answer from the bytes of a connection. Throws on bytes that are no answer to one request. */
export class ResponseReader {
  #bytes: Buffer = Buffer.alloc(0);
  #head: Head | undefined;

  /** Whether any byte of the answer has come. */
  get begun(): boolean {
    return this.#head !== undefined || this.#bytes.length > 0;
  }

  /** Takes bytes, which it copies, and returns the answer once it is complete. */
  push(chunk: Uint8Array): Response | undefined {
    this.#bytes = this.#bytes.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#bytes, chunk]);
    return this.#answer(false);
  }

  /** The server has ended the connection: returns the answer when that is how its length is told. */
  end(): Response | undefined {
    return this.#answer(true);
  }

  #answer(ended: boolean): Response | undefined {
    this.#head ??= this.#readHead();
    if (this.#head === undefined) return undefined;
    const { status, kept, length } = this.#head;
    if (length === "chunked") {
      const body = joinChunks(this.#bytes);
      return body && { status, kept, body };
    }
    if (length === "until the end") return ended ? { status, kept: false, body: this.#bytes } : undefined;
    if (this.#bytes.length > length)
      throw new Error(`${this.#bytes.length - length} bytes more than the answer's length`);
    return this.#bytes.length === length ? { status, kept, body: this.#bytes } : undefined;
  }

  #readHead(): Head | undefined {
    for (;;) {
      const end = this.#bytes.indexOf(HEAD_END);
      if (end < 0) {
        if (this.#bytes.length > LONGEST_HEAD) throw new Error("an answer's head of more than 64 KiB");
        return undefined;
      }
      const head = headOf(this.#bytes.toString("latin1", 0, end));
      this.#bytes = this.#bytes.subarray(end + HEAD_END.length);
      if (head.status >= 200) return head;
    }
  }
}

interface Head {
  readonly status: number;
  readonly kept: boolean;
  readonly length: number | "chunked" | "until the end";
}

function headOf(text: string): Head {
  const [, minor, status] = /^HTTP\/1\.([01]) (\d{3})/.exec(text) ?? [];
  if (status === undefined) throw new Error(`no HTTP answer: ${JSON.stringify(text.slice(0, 80))}`);
  const connection = header(text, "connection")?.toLowerCase() ?? "";
  const kept = minor === "1" ? !connection.includes("close") : connection.includes("keep-alive");
  return { status: Number(status), kept, length: lengthOf(text, Number(status)) };
}

function lengthOf(text: string, status: number): Head["length"] {
  if (status === 204 || status === 304) return 0;
  if (header(text, "transfer-encoding")?.toLowerCase().includes("chunked")) return "chunked";
  const length = header(text, "content-length");
  return length === undefined ? "until the end" : Number(length);
}

const header = (text: string, name: string) => new RegExp(`\r\n${name}:[ \t]*([^\r\n]*)`, "i").exec(text)?.[1];

/** The content of all chunks, once the last one is there. */
function joinChunks(bytes: Buffer): Buffer | undefined {
  const pieces: Buffer[] = [];
  for (let at = 0; ; ) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    if (Number.isNaN(size)) throw new Error("a chunk of an answer without its size");
    if (size === 0) return bytes.indexOf(HEAD_END, line) < 0 ? undefined : Buffer.concat(pieces);
    if (bytes.length < line + 2 + size + 2) return undefined;
    pieces.push(bytes.subarray(line + 2, line + 2 + size));
    at = line + 2 + size + 2;
  }
}
