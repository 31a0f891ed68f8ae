import { hkdfSync } from "node:crypto";
import type { GeneratedSecret } from "../systems/system";

/** What a version's file holds: a value or, of a ring, its own key and then the next and the former one, a line each. */
export function generatedText(rootKey: string, name: string, version: number, { ring }: GeneratedSecret): string {
  const versions = ring ? [version, version + 1, version - 1].filter((each) => each >= 1) : [version];
  return versions.map((each) => derive(rootKey, name, each)).join("\n");
}

/** A version's generated value: 32 characters of base64url, from HKDF-SHA-256 over the root key. */
export function derive(rootKey: string, name: string, version: number): string {
  const bytes = hkdfSync("sha256", Buffer.from(rootKey, "hex"), "", `${name}/${version}`, 24);
  return Buffer.from(bytes).toString("base64url");
}
