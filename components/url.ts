import { secureSuffix } from "../render/site";

interface Ports {
  readonly address: string;
  readonly http: number;
  readonly https: number;
}

/**
 * Where a person finds what the proxy publishes: by HTTPS the certificate's first name, else the host's name for another machine,
 * and loopback for a local wildcard.
 */
export function publicUrl(host: string, { address, http, https }: Ports, tls?: { names: readonly string[] }): string {
  if (tls) return `https://${tls.names[0]}${secureSuffix({ port: https })}`;
  const machine = new URL(host).hostname;
  const wildcard = address === "0.0.0.0" || address === "::";
  const name = wildcard ? machine || "127.0.0.1" : bracketed(address);
  return http === 80 ? `http://${name}` : `http://${name}:${http}`;
}

const bracketed = (address: string) => (address.includes(":") ? `[${address}]` : address);
