import { beforeAll, describe, expect, it } from "vitest";
import { issue, type KeyPair, newAuthority } from "../../../actions/certificate/authority";
import { certificateWarnings } from "../../../settings/certificate";
import { parseSettings } from "../../../settings/parse";
import { refusal } from "./refusal";
import { complete, shop } from "./system";

let given: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  const authority = await newAuthority("test");
  given = await issue(authority, ["shop.example.com", "*.shop.example.com"]);
  other = await issue(authority, ["shop.example.com"]);
});

type Tls = Record<string, unknown>;

const parsed = (tls: Tls, more: Tls = {}) =>
  parseSettings("staging", { ...complete, "roadstead:tls": tls, ...more }, { systems: { shop } });

const refused = (tls: Tls | undefined, more: Tls = {}) =>
  refusal(() =>
    parseSettings("staging", { ...complete, ...(tls ? { "roadstead:tls": tls } : {}), ...more }, { systems: { shop } }),
  )
    .split("\n\n")
    .slice(1)
    .map((problem) => problem.split("\n").map((line) => line.trim().replace(/ +/g, " ")));

const files = (tls: Tls = {}) => ({ mode: "files", names: ["shop.example.com"], ...given, ...tls });

describe("TLS of a stack", () => {
  it("is none where the file says nothing", () => {
    expect(parseSettings("staging", complete, { systems: { shop } }).tls).toBeUndefined();
  });

  it("is for this machine where an own authority is told no name", () => {
    expect(parsed({ mode: "internal" }).tls).toStrictEqual({ mode: "internal", names: ["localhost"], hstsSeconds: 0 });
  });

  it("takes an authority's name and whom it may write to, and has certbot ask it for nginx", () => {
    const { tls, system, services } = parsed({
      mode: "acme",
      names: ["Shop.example.com"],
      email: "ops@example.com",
      hsts: 86400,
    });
    expect(tls).toStrictEqual({
      mode: "acme",
      names: ["shop.example.com"],
      hstsSeconds: 86400,
      email: "ops@example.com",
    });
    expect(system.services.certbot?.volumes).toStrictEqual([{ name: "certificates", path: "/etc/certificates" }]);
    expect(services.certbot?.environment).toStrictEqual({
      ACME_NAMES: "shop.example.com",
      ACME_EMAIL: "ops@example.com",
    });
    expect(services.certbot?.image).toStrictEqual({ kind: "pull", name: "certbot/certbot:v5.5.0" });
  });

  it("lets a stack change what certbot may take, once there is one", () => {
    const more = { "roadstead:limits": { certbot: { memory: "256m" } } };
    expect(parsed({ mode: "acme", names: ["shop.example.com"] }, more).services.certbot?.limits.memoryMiB).toBe(256);
  });

  it("takes a given certificate, and never shows its key", () => {
    const settings = parsed(files({ names: ["shop.example.com", "a.shop.example.com"] }));
    expect(settings.tls?.certificate).toBe(given.certificate);
    expect(JSON.stringify(settings)).not.toContain("PRIVATE KEY");
  });

  it("warns when a given certificate is about to end", () => {
    const tls = { mode: "files", names: ["shop.example.com"], hstsSeconds: 0, certificate: given.certificate } as const;
    const end = new Date();
    end.setFullYear(end.getFullYear() + 10);
    const before = (days: number) => new Date(end.getTime() - (days + 0.5) * 86_400_000);
    expect(certificateWarnings({ stack: "staging", tls }, before(31))).toStrictEqual([]);
    expect(certificateWarnings({ stack: "staging", tls }, before(12))).toStrictEqual([
      expect.stringMatching(
        /^the certificate of shop\.example\.com ends in 12 days, on \d{4}-\d\d-\d\d\. Give the renewed one: bin\/pulumi/,
      ),
    ]);
  });
});

describe("TLS that is refused", () => {
  it.each<[string, () => Tls | undefined, Tls, string[][]]>([
    [
      "a mode that is not known, and a name that is an address",
      () => ({ mode: "auto", names: ["https://shop.example.com"] }),
      {},
      [
        [
          "roadstead:tls.mode",
          'found: "auto"',
          "expected: one of internal, acme, files",
          "fix: bin/pulumi config set --path tls.mode acme --stack staging",
        ],
        [
          "roadstead:tls.names[0]",
          'found: "https://shop.example.com"',
          "expected: a host name, without https:// and without a port",
          "fix: bin/pulumi config set --path 'tls.names[0]' chat.example.com --stack staging",
        ],
      ],
    ],
    [
      "a certificate without its key, and an address for mail",
      () => ({ ...files(), key: undefined, email: "ops@example.com" }),
      {},
      [
        [
          "roadstead:tls.email",
          "found: a value",
          "expected: nothing, since `tls.mode` is files",
          "fix: bin/pulumi config rm --path tls.email --stack staging",
        ],
        [
          "roadstead:tls.key",
          "found: nothing",
          "expected: a file's text, since `tls.mode` is files",
          "fix: bin/pulumi config set --secret --path tls.key --stack staging <key.pem",
        ],
      ],
    ],
    [
      "another certificate's key",
      () => files({ key: other.key }),
      {},
      [
        [
          "roadstead:tls.key",
          "found: another certificate's key (not shown)",
          "expected: the key of `tls.certificate`",
          "fix: bin/pulumi config set --secret --path tls.key --stack staging <key.pem",
        ],
      ],
    ],
    [
      "a certificate for other names",
      () => files({ names: ["shop.example.com", "www.example.com"] }),
      {},
      [
        [
          "roadstead:tls.certificate",
          "found: a certificate for shop.example.com, *.shop.example.com",
          "expected: one for www.example.com too",
          "fix: bin/pulumi config set --path tls.certificate --stack staging <cert.pem",
        ],
      ],
    ],
    [
      "a wildcard, which an authority that asks by HTTP does not prove, and this machine's name",
      () => ({ mode: "acme", names: ["*.example.com", "localhost"] }),
      {},
      ["*.example.com", "localhost"].map((name, index) => [
        `roadstead:tls.names[${index}]`,
        `found: "${name}"`,
        "expected: a public name without *, since the authority asks it by HTTP",
        `fix: bin/pulumi config set --path 'tls.names[${index}]' chat.example.com --stack staging`,
      ]),
    ],
    [
      "M9 an own authority behind Cloudflare's strict mode",
      () => ({ mode: "internal", names: ["shop.example.com"] }),
      { "roadstead:cloudflare": { ssl: "strict" } },
      [
        [
          "roadstead:cloudflare.ssl",
          'found: "strict"',
          "expected: full: strict takes a public authority's certificate or one of Cloudflare's Origin CA, and answers 526 for `tls.mode` internal",
          "fix: bin/pulumi config set --path tls.mode acme --stack staging, or give an Origin CA certificate as `files`",
        ],
      ],
    ],
    [
      "Cloudflare's flexible mode, which would be sent on to HTTPS for ever",
      () => files(),
      { "roadstead:cloudflare": { ssl: "flexible" } },
      [
        [
          "roadstead:cloudflare.ssl",
          'found: "flexible"',
          "expected: full or strict: Cloudflare would ask by HTTP, be sent on to HTTPS, and ask by HTTP again for ever",
          "fix: bin/pulumi config set --path cloudflare.ssl strict --stack staging",
        ],
      ],
    ],
    [
      "Cloudflare asking by HTTPS what answers plain HTTP",
      () => undefined,
      { "roadstead:cloudflare": { ssl: "full" } },
      [
        [
          "roadstead:cloudflare.ssl",
          'found: "full"',
          "expected: TLS on the host, since Cloudflare asks it by HTTPS",
          "fix: bin/pulumi config set --path tls.mode acme --stack staging",
        ],
      ],
    ],
    [
      "one port for both",
      () => ({ mode: "internal" }),
      { "roadstead:ports": { http: 8443 } },
      [
        [
          "roadstead:ports.https",
          "found: 8443",
          "expected: another port than `ports.http`",
          "fix: bin/pulumi config set --path ports.https 8444 --stack staging",
        ],
      ],
    ],
  ])("%s", (_, tls, more, problems) => {
    const { key, ...known } = tls() ?? {};
    const value = tls() === undefined ? undefined : { ...known, ...(key === undefined ? {} : { key }) };
    expect(refused(value, more)).toStrictEqual(problems);
  });

  it("S4 M9 takes an Origin CA certificate behind Cloudflare's strict mode", () => {
    expect(parsed(files(), { "roadstead:cloudflare": { ssl: "strict" } }).cloudflareSsl).toBe("strict");
  });

  it("a key in clear text", () => {
    const config = { ...complete, "roadstead:tls": files() };
    const encrypted = new Set(["rootKey", "secrets"]);
    const message = refusal(() => parseSettings("staging", config, { systems: { shop }, encrypted }));
    expect(message).toContain("roadstead:tls.key\n  found:    a secret in clear text");
    expect(message).not.toContain("BEGIN");
  });
});
