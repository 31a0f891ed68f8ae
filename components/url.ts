/** Where a person finds what the proxy publishes: the host's name for another machine, loopback for a local wildcard. */
export function publicUrl(host: string, { address, http }: { address: string; http: number }): string {
  const machine = new URL(host).hostname;
  const wildcard = address === "0.0.0.0" || address === "::";
  const name = wildcard ? machine || "127.0.0.1" : bracketed(address);
  return http === 80 ? `http://${name}` : `http://${name}:${http}`;
}

const bracketed = (address: string) => (address.includes(":") ? `[${address}]` : address);
