import { createPrivateKey, X509Certificate } from "node:crypto";
import { set, setFile, setSecret } from "./commands";
import { Refusal } from "./refusal";

/** Where certificates come from: an own authority, one that speaks ACME, or whoever gave the files. */
export const TLS_MODES = ["internal", "acme", "files"] as const;
export type TlsMode = (typeof TLS_MODES)[number];

/** How Cloudflare connects to the host, https://developers.cloudflare.com/ssl/origin-configuration/ssl-modes/. */
export const CLOUDFLARE_MODES = ["off", "flexible", "full", "strict"] as const;
export type CloudflareMode = (typeof CLOUDFLARE_MODES)[number];

/** Reads a name that a certificate is for. */
export function hostName(value: unknown): string | Refusal {
  const name = typeof value === "string" ? value.toLowerCase() : "";
  return name.length <= 253 && HOST_NAME.test(name)
    ? name
    : new Refusal("a host name, without https:// and without a port", set("chat.example.com"));
}

const LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const HOST_NAME = new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`);

/** Reads the address to which an authority writes. */
export const mailAddress = (value: unknown): string | Refusal =>
  typeof value === "string" && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)
    ? value
    : new Refusal("an e-mail address", set("ops@example.com"));

/** Reads the address of an ACME directory. */
export const acmeDirectory = (value: unknown): string | Refusal =>
  typeof value === "string" && URL.canParse(value) && new URL(value).protocol === "https:"
    ? value
    : new Refusal("the https:// address of an ACME directory", set("https://acme-v02.api.letsencrypt.org/directory"));

/** Reads a certificate in PEM, with those that lead to its authority after it. */
export function certificateChain(value: unknown): string | Refusal {
  const text = typeof value === "string" ? value : "";
  const wanted = "a certificate in PEM, with the authority's own after it";
  if (/PRIVATE KEY/.test(text))
    return new Refusal(`${wanted}, and no private key: that is \`tls.key\``, setFile("cert.pem"));
  const [leaf] = certificatesIn(text);
  return leaf ? text : new Refusal(wanted, setFile("cert.pem"));
}

/** Reads a private key in PEM, without a passphrase. */
export function privateKey(value: unknown): string | Refusal {
  try {
    createPrivateKey(String(value));
    return String(value);
  } catch {
    return new Refusal("a private key in PEM, without a passphrase", setSecretFile);
  }
}

/** The certificates of a PEM text, the server's own first; none where one of them is not readable. */
export function certificatesIn(text: string): X509Certificate[] {
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  try {
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return [];
  }
}

/** Sets a secret value to the text of a file. */
export const setSecretFile: typeof setSecret = (place) => `${setSecret(place)} <key.pem`;
