import { type ClientRequest, type IncomingMessage, request } from "node:http";

/** A POST of JSON that has sent half of its body, and sends no more until it is told to. */
export class Upload {
  readonly #request: ClientRequest;
  readonly #answer: Promise<IncomingMessage>;
  readonly #rest: Buffer;

  /** Settles when the first half has left. */
  static async begin(url: string, body: string): Promise<Upload> {
    const bytes = Buffer.from(body);
    const half = Math.floor(bytes.length / 2);
    const headers = { "Content-Type": "application/json", "Content-Length": bytes.length };
    const post = request(url, { method: "POST", agent: false, headers });
    const upload = new Upload(post, bytes.subarray(half));
    await new Promise<void>((sent, failed) => {
      post.once("error", failed);
      post.write(bytes.subarray(0, half), () => sent());
    });
    return upload;
  }

  private constructor(post: ClientRequest, rest: Buffer) {
    this.#request = post;
    this.#rest = rest;
    this.#answer = new Promise((resolve, reject) => post.on("response", resolve).on("error", reject));
    this.#answer.catch(() => {});
  }

  /** Sends the rest, and returns the status of the answer. */
  async finish(): Promise<number> {
    this.#request.end(this.#rest);
    const answer = await this.#answer;
    answer.resume();
    return answer.statusCode ?? 0;
  }
}
