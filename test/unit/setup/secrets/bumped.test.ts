// That the engine decrypts a value which has moved, the engine tests show.
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { bumped } from "../../../../setup/secrets/bumped";

const secure = (text: string) => ({ secure: `v1:nonce:${text.repeat(60)}` });
const secretsIn = (text: string) => parse(text).config["roadstead:secrets"];

describe("A stack file with a version more", () => {
  it("keeps its comments and all else, letter by letter", () => {
    const file = `# The shop
config:
  roadstead:system: shop # of five
  # 32 GB
  roadstead:limits:
    api: { memory: 2g, cpus: 4 }
  roadstead:secrets:
    # since March
    database:
      version: 3 # see the log
    telegram: { version: 2 }
  roadstead:without:
    - beat

encryptionsalt: v1:salt=:${"x".repeat(200)}
`;
    expect(bumped(file, "database", 3, false)).toBe(file.replace("version: 3", "version: 4"));
    expect(bumped(file, "telegram", 2, false)).toBe(file.replace("version: 2", "version: 3"));
  });

  it("says a version where the file said none", () => {
    const file = "config:\n  roadstead:system: shop\n";
    expect(bumped(file, "database", 1, false)).toBe(
      "config:\n  roadstead:system: shop\n  roadstead:secrets:\n    database:\n      version: 2\n",
    );
  });

  it("Y3 puts a provided value, still encrypted, with the newest two former ones, and leaves the place for the new one", () => {
    let file = `config:\n  roadstead:secrets:\n    key:\n      value:\n        secure: ${secure("a").secure}\n`;
    file = bumped(file, "key", 1, true);
    expect(secretsIn(file)).toStrictEqual({ key: { version: 2, former: [{ version: 1, value: secure("a") }] } });
    for (const [version, value] of [
      [2, "b"],
      [3, "c"],
    ] as const) {
      file = bumped(
        file.replace("      version:", `      value: ${JSON.stringify(secure(value))}\n      version:`),
        "key",
        version,
        true,
      );
    }
    expect(secretsIn(file)).toStrictEqual({
      key: {
        version: 4,
        former: [
          { version: 3, value: secure("c") },
          { version: 2, value: secure("b") },
        ],
      },
    });
  });
});
