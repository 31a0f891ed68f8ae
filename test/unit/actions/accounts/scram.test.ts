// That Postgres takes the verifier and then the password, the engine tests show.
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { scramVerifier } from "../../../../actions/accounts/scram";

const hmac = (key: Buffer, text: string) => createHmac("sha256", key).update(text).digest();

describe("A SCRAM verifier (unit)", () => {
  it("verifies the exchange that RFC 7677 gives as its example", () => {
    const salt = Buffer.from("W22ZaJ0SNY7soEsUEjb6gQ==", "base64");
    const [, stored = "", server = ""] = /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$(.+):(.+)$/.exec(
      scramVerifier("pencil", salt),
    ) as string[];
    const nonce = "rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    const exchange = [
      "n=user,r=rOprNGfwEbeRWgbNEkqO",
      `r=${nonce},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096`,
      `c=biws,r=${nonce}`,
    ].join(",");
    expect(hmac(Buffer.from(server, "base64"), exchange).toString("base64")).toBe(
      "6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
    );
    const proof = Buffer.from("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=", "base64");
    const signature = hmac(Buffer.from(stored, "base64"), exchange);
    const clientKey = Buffer.from(proof.map((byte, index) => byte ^ (signature[index] ?? 0)));
    expect(createHash("sha256").update(clientKey).digest("base64")).toBe(stored);
  });

  it("is another one each time, and never holds the password", () => {
    const verifiers = [scramVerifier("hunter2"), scramVerifier("hunter2")];
    expect(verifiers[0]).not.toBe(verifiers[1]);
    expect(verifiers.join()).not.toContain("hunter2");
  });
});
