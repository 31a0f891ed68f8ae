/** The SHA-256 that a checksums file (`<hex>  <name>` lines) gives for a file. */
export function checksumOf(name: string, checksums: string): string | undefined {
  for (const line of checksums.split("\n")) {
    const [hex, file] = line.trim().split(/\s+\*?/);
    if (file === name && hex && /^[0-9a-f]{64}$/i.test(hex)) return hex.toLowerCase();
  }
  return undefined;
}
