import { request as askPlainly } from "node:http";
import { request as askSecurely } from "node:https";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import type { PeerCertificate, TLSSocket } from "node:tls";

export interface Question {
  /** Default: GET, or POST with a body. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Readable;
  /** Authorities that are believed, PEM. Default: any certificate is. */
  readonly authorities?: string;
  /** Host name to ask for. Default: that of the address. */
  readonly name?: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** Of the server that was asked by HTTPS. */
  readonly certificate?: PeerCertificate;
}

/** Asks on a connection of its own, and follows no redirect. */
export function ask(url: string, { method, headers, body, authorities, name }: Question = {}): Promise<Answer> {
  const secure = url.startsWith("https:");
  return new Promise((resolve, reject) => {
    const options = {
      method: method ?? (body === undefined ? "GET" : "POST"),
      agent: false,
      headers: { ...(name === undefined ? {} : { Host: name }), ...headers },
      ...(name === undefined ? {} : { servername: name }),
      ...(authorities === undefined ? { rejectUnauthorized: false } : { ca: authorities }),
    };
    const request = (secure ? askSecurely : askPlainly)(url, options, (response) => {
      const certificate = secure ? (response.socket as TLSSocket).getPeerCertificate() : undefined;
      const { statusCode: status = 0 } = response;
      text(response).then(
        (content) =>
          resolve({ status, headers: response.headers, body: content, ...(certificate ? { certificate } : {}) }),
        reject,
      );
    });
    request.on("error", reject);
    if (body === undefined || typeof body === "string") request.end(body);
    else body.pipe(request);
  });
}
