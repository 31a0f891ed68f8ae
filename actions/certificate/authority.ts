import { createPrivateKey, KeyObject, webcrypto, X509Certificate } from "node:crypto";
import type { JsonGeneralName } from "@peculiar/x509";

/** A certificate and its private key, both PEM. */
export interface KeyPair {
  readonly certificate: string;
  readonly key: string;
}

/** Nobody outside trusts it, and nobody renews it: it lasts as long as a host may. */
const YEARS = 10;

/** Makes an authority of a stack's own. */
export async function newAuthority(stack: string): Promise<KeyPair> {
  const { x509, keys, dates } = await prepared();
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    keys,
    name: [{ CN: [`Roadstead authority of ${stack}`] }],
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pairOf(certificate, keys);
}

/** Has an authority issue a certificate for host names, with its own after it. */
export async function issue(authority: KeyPair, names: readonly string[]): Promise<KeyPair> {
  const { x509, keys, dates } = await prepared();
  const issuer = new x509.X509Certificate(authority.certificate);
  const leaf = await x509.X509CertificateGenerator.create({
    ...dates,
    subject: [{ CN: [names[0] ?? ""] }],
    issuer: issuer.subject,
    publicKey: keys.publicKey,
    signingKey: await signingKey(authority.key),
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(names.flatMap(entriesOf)),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  const { certificate, key } = pairOf(leaf, keys);
  return { certificate: certificate + authority.certificate, key };
}

/** Whether both parts are whole, and belong together. */
export function isWhole({ certificate, key }: Partial<KeyPair>): boolean {
  try {
    return new X509Certificate(certificate ?? "").checkPrivateKey(createPrivateKey(key ?? ""));
  } catch {
    return false;
  }
}

/** A machine's own name is as often asked for by its address. */
const entriesOf = (name: string): JsonGeneralName[] => [
  { type: "dns", value: name },
  ...(name === "localhost" ? ["127.0.0.1", "::1"].map((value) => ({ type: "ip", value }) as const) : []),
];

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

/** Only when it is needed: the library takes longer to load than most actions to do their work. */
async function prepared() {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const keys = await webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const notBefore = new Date();
  const notAfter = new Date(notBefore);
  notAfter.setFullYear(notAfter.getFullYear() + YEARS);
  return { x509, keys, dates: { notBefore, notAfter, signingAlgorithm: ALGORITHM } };
}

function signingKey(pem: string): Promise<webcrypto.CryptoKey> {
  const bytes = createPrivateKey(pem).export({ type: "pkcs8", format: "der" });
  return webcrypto.subtle.importKey("pkcs8", bytes, ALGORITHM, false, ["sign"]);
}

function pairOf(certificate: { toString(format: "pem"): string }, { privateKey }: webcrypto.CryptoKeyPair): KeyPair {
  const key = KeyObject.from(privateKey).export({ type: "pkcs8", format: "pem" });
  return { certificate: `${certificate.toString("pem").trim()}\n`, key: String(key) };
}
