import { createPrivateKey, type X509Certificate } from "node:crypto";
import { remove, set, setFile } from "./commands";
import { describe } from "./found";
import { whereabouts } from "./issues";
import type { Problem } from "./problems";
import type { Settings, TlsSettings } from "./settings";
import { certificatesIn, setSecretFile } from "./tls";

const DAY = 86_400_000;

/** From when on the end of a given certificate is spoken of. */
const WARN_DAYS = 30;

/** What is wrong with TLS as a whole: its mode, and a given certificate with its key. */
export function tlsProblems(
  { stack, tls, cloudflareSsl }: Settings,
  key: string | undefined,
  now = new Date(),
): Problem[] {
  return [
    ...behindCloudflare(stack, tls, cloudflareSsl),
    ...(tls ? [...uselessParts(stack, tls, key), ...unfitNames(stack, tls)] : []),
    ...(tls?.mode === "files" ? [...missingFiles(stack, tls, key), ...unfitFiles(stack, tls, key, now)] : []),
  ];
}

/** What to know about a given certificate that is about to end. */
export function certificateWarnings({ stack, tls }: Pick<Settings, "stack" | "tls">, now = new Date()): string[] {
  const [leaf] = certificatesIn(tls?.certificate ?? "");
  if (!leaf) return [];
  const days = Math.floor((new Date(leaf.validTo).getTime() - now.getTime()) / DAY);
  if (days < 0 || days >= WARN_DAYS) return [];
  const path = ["tls", "certificate"];
  return [
    `the certificate of ${tls?.names.join(", ")} ends in ${days} day${days === 1 ? "" : "s"}, on ${isoDay(leaf.validTo)}. Give the ` +
      `renewed one: ${setFile("cert.pem")({ stack, path })}`,
  ];
}

function behindCloudflare(stack: string, tls: TlsSettings | undefined, ssl: Settings["cloudflareSsl"]): Problem[] {
  const at = (expected: string, fix: string) => [
    { where: whereabouts(["cloudflare", "ssl"]), found: describe(ssl), expected, fix },
  ];
  const strict = set("strict")({ stack, path: ["cloudflare", "ssl"] });
  const acme = set("acme")({ stack, path: ["tls", "mode"] });
  if (ssl === "flexible" && tls)
    return at(
      "full or strict: Cloudflare would ask by HTTP, be sent on to HTTPS, and ask by HTTP again for ever",
      strict,
    );
  if ((ssl === "full" || ssl === "strict") && !tls)
    return at("TLS on the host, since Cloudflare asks it by HTTPS", acme);
  if (ssl === "strict" && tls?.mode === "internal")
    return at(
      "full: strict takes a public authority's certificate or one of Cloudflare's Origin CA, and answers 526 for `tls.mode` internal",
      `${acme}, or give an Origin CA certificate as \`files\``,
    );
  return [];
}

function uselessParts(
  stack: string,
  { mode, email, directory, root, certificate }: TlsSettings,
  key?: string,
): Problem[] {
  const ofAcme = { email, directory, root };
  const ofFiles = { certificate, key };
  const useless = mode === "acme" ? ofFiles : mode === "files" ? ofAcme : { ...ofAcme, ...ofFiles };
  return Object.entries(useless).flatMap(([part, value]) => {
    if (value === undefined) return [];
    const path = ["tls", part];
    const expected = `nothing, since \`tls.mode\` is ${mode}`;
    return [{ where: whereabouts(path), found: "a value", expected, fix: remove({ stack, path }) }];
  });
}

/** An authority that asks by HTTP cannot prove a wildcard, and a public one knows public names alone. */
function unfitNames(stack: string, { mode, names, directory }: TlsSettings): Problem[] {
  const path = ["tls", "names"];
  const example = (index: number) => set("chat.example.com")({ stack, path: [...path, String(index)] });
  if (names.length === 0)
    return [
      { where: whereabouts(path), found: "nothing", expected: "the host names that users ask for", fix: example(0) },
    ];
  if (mode !== "acme") return [];
  return names.flatMap((name, index) => {
    const unfit = name.startsWith("*.") || (directory === undefined && !name.includes("."));
    if (!unfit) return [];
    const expected = "a public name without *, since the authority asks it by HTTP";
    return [{ where: whereabouts([...path, String(index)]), found: describe(name), expected, fix: example(index) }];
  });
}

function missingFiles(stack: string, { certificate }: TlsSettings, key?: string): Problem[] {
  const missing = { certificate: setFile("cert.pem"), key: setSecretFile };
  return Object.entries(missing).flatMap(([part, fix]) => {
    if ((part === "key" ? key : certificate) !== undefined) return [];
    const path = ["tls", part];
    return [
      {
        where: whereabouts(path),
        found: "nothing",
        expected: "a file's text, since `tls.mode` is files",
        fix: fix({ stack, path }),
      },
    ];
  });
}

function unfitFiles(
  stack: string,
  { certificate = "", names }: TlsSettings,
  key: string | undefined,
  now: Date,
): Problem[] {
  const [leaf] = certificatesIn(certificate);
  if (!leaf) return [];
  const path = ["tls", "certificate"];
  const fix = setFile("cert.pem")({ stack, path });
  const at = (found: string, expected: string) => ({ where: whereabouts(path), found, expected, fix });
  const uncovered = names.filter((name) => leaf.checkHost(name) === undefined && !covers(leaf, name));
  return [
    ...(new Date(leaf.validTo) <= now
      ? [at(`a certificate that ended on ${isoDay(leaf.validTo)}`, "one that is valid")]
      : []),
    ...(new Date(leaf.validFrom) > now
      ? [at(`a certificate that begins on ${isoDay(leaf.validFrom)}`, "one that is valid")]
      : []),
    ...(uncovered.length > 0 ? [at(`a certificate for ${subjects(leaf)}`, `one for ${uncovered.join(", ")} too`)] : []),
    ...(key !== undefined && !leaf.checkPrivateKey(createPrivateKey(key))
      ? [
          {
            where: whereabouts(["tls", "key"]),
            found: "another certificate's key (not shown)",
            expected: "the key of `tls.certificate`",
            fix: setSecretFile({ stack, path: ["tls", "key"] }),
          },
        ]
      : []),
  ];
}

/** A wildcard among the names is covered by the same wildcard. */
const covers = (leaf: X509Certificate, name: string) => (leaf.subjectAltName ?? "").split(", ").includes(`DNS:${name}`);

const subjects = (leaf: X509Certificate) => (leaf.subjectAltName ?? leaf.subject).replaceAll("DNS:", "");

const isoDay = (date: string) => new Date(date).toISOString().slice(0, 10);
