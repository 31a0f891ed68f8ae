import { describe, expect, it } from "vitest";
import { ResponseReader } from "../../harness/load/response";

/** Feeds the text in pieces of the given size; the answer must be complete with the last piece and not before. */
function read(text: string, size: number) {
  const reader = new ResponseReader();
  for (let at = 0; at + size < text.length; at += size) {
    expect(reader.push(Buffer.from(text.slice(at, at + size)))).toBeUndefined();
  }
  const rest = text.length % size || size;
  return reader.push(Buffer.from(text.slice(-rest)));
}

describe("ResponseReader", () => {
  const cases: [name: string, text: string, status: number, kept: boolean, body: string][] = [
    ["a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", 200, true, "hello"],
    ["no body", "HTTP/1.1 204 No Content\r\n\r\n", 204, true, ""],
    ["Connection: close", "HTTP/1.1 200 OK\r\nconnection: Close\r\ncontent-length: 2\r\n\r\nok", 200, false, "ok"],
    ["HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", 200, false, "ok"],
    ["HTTP/1.0 kept", "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", 200, true, "ok"],
    [
      "chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\na;x=y\r\n0123456789\r\n0\r\n\r\n",
      200,
      true,
      "abc0123456789",
    ],
    [
      "an interim answer",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n",
      502,
      true,
      "",
    ],
  ];

  it.each(cases)("reads an answer with %s, in one piece and byte by byte", (_, text, status, kept, body) => {
    for (const size of [1, 7, text.length]) {
      const response = read(text, size);
      expect([response?.status, response?.kept, response?.body.toString()]).toEqual([status, kept, body]);
    }
  });

  it("takes the end of the connection as the end of an answer without a length", () => {
    const reader = new ResponseReader();
    expect(reader.push(Buffer.from("HTTP/1.1 200 OK\r\n\r\nall"))).toBeUndefined();
    expect(reader.end()).toEqual({ status: 200, kept: false, body: Buffer.from("all") });
  });

  it("has no answer when the connection ends early", () => {
    const reader = new ResponseReader();
    reader.push(Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"));
    expect(reader.end()).toBeUndefined();
    expect(reader.begun).toBe(true);
  });

  it("copies what it is given", () => {
    const reader = new ResponseReader();
    const bytes = Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nab");
    reader.push(bytes);
    bytes.fill(0);
    expect(reader.push(Buffer.from("cd"))?.body.toString()).toBe("abcd");
  });

  it.each([
    [
      "bytes that nobody asked for",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nabc",
      "2 bytes more than the answer's length",
    ],
    ["something else than HTTP", "SSH-2.0-OpenSSH_9.2\r\n\r\n", 'no HTTP answer: "SSH-2.0-OpenSSH_9.2"'],
    [
      "a chunk without a size",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
      "a chunk of an answer without its size",
    ],
  ])("refuses %s", (_, text, message) => {
    expect(() => new ResponseReader().push(Buffer.from(text))).toThrow(message);
  });
});
