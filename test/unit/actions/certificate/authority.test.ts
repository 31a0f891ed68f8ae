// Real keys and certificates; that proxies serve them, the engine tests show.
import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { issue, isWhole, newAuthority } from "../../../../actions/certificate/authority";

describe("A stack's own authority (unit)", () => {
  it("issues certificates that it has signed, for all of the names, with its own after them", async () => {
    const authority = await newAuthority("staging");
    const { certificate, key } = await issue(authority, ["chat.example.com", "*.example.com"]);
    const [leaf, own] = certificate.match(/-----BEGIN[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
    const [issued, issuer] = [new X509Certificate(leaf ?? ""), new X509Certificate(own ?? "")];
    expect(issued.subjectAltName).toBe("DNS:chat.example.com, DNS:*.example.com");
    expect(issued.verify(issuer.publicKey)).toBe(true);
    expect(issued.checkIssued(issuer)).toBe(true);
    expect([issued.ca, issuer.ca]).toEqual([false, true]);
    expect(isWhole({ certificate, key })).toBe(true);
    expect(isWhole({ certificate, key: authority.key })).toBe(false);
    expect(isWhole({ certificate: certificate.slice(0, 200), key })).toBe(false);
  });

  it("also covers the addresses of `localhost`, and lasts for ten years", async () => {
    const { certificate } = await issue(await newAuthority("local"), ["localhost"]);
    const leaf = new X509Certificate(certificate);
    expect(leaf.subjectAltName).toBe("DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1");
    const days = (Date.parse(leaf.validTo) - Date.now()) / 86_400_000;
    expect(days).toBeGreaterThan(3650);
  });
});
