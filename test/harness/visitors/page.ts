import { type Agent, request } from "node:http";

export interface Reply {
  readonly status: number;
  readonly text: string;
}

const SECONDS = 10;

/** One GET, which is never repeated; rejects when no whole answer came within ten seconds. */
export function get(url: string, agent: Agent): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException) => reject(new Error(`GET ${url}: ${error.code ?? error.message}`));
    const sent = request(url, { agent, signal: AbortSignal.timeout(SECONDS * 1000) }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        if (!answer.complete) fail(new Error("the answer broke off"));
        else resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
      answer.on("error", fail);
    });
    sent.on("error", fail);
    sent.end();
  });
}

/** Addresses of the scripts and linked files of a page whose path begins with `hashed`, each once. */
export function assetsOf(html: string, page: string, hashed: string): string[] {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const references = tags.flatMap((tag) => /\b(?:src|href)="([^"]+)"/.exec(tag)?.[1] ?? []);
  const urls = references.map((reference) => new URL(reference, page));
  return [...new Set(urls.filter(({ pathname }) => pathname.startsWith(hashed)).map(({ href }) => href))];
}
