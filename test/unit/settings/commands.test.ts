import { describe, expect, it } from "vitest";
import { dotted, quote, remove, set, setSecret } from "../../../settings/commands";

const at = (...path: string[]) => ({ stack: "prod", path });

describe("A command that mends a stack file", () => {
  it("names a key of the first level as it is", () => {
    expect(set("10.1.2.0/24")(at("subnet"))).toBe("bin/pulumi config set subnet 10.1.2.0/24 --stack prod");
  });

  it("names what lies deeper with --path", () => {
    expect(remove(at("limits", "api", "cpus"))).toBe("bin/pulumi config rm --path limits.api.cpus --stack prod");
  });

  it("leaves a secret's value for the prompt", () => {
    expect(setSecret(at("secrets", "token", "value"))).toBe(
      "bin/pulumi config set --secret --path secrets.token.value --stack prod",
    );
  });

  it.each([
    ["v2", "v2"],
    ["", "''"],
    ["two words", "'two words'"],
    ["$HOME", "'$HOME'"],
    ["it's", `'it'\\''s'`],
  ])("quotes %j for the shell as %s", (word, quoted) => {
    expect(quote(word)).toBe(quoted);
  });

  it.each([
    [["environment", "api", "RELEASE"], "environment.api.RELEASE"],
    [["environment", "api", "a.b"], 'environment.api["a.b"]'],
    [["environment.api"], "environment.api"],
  ])("writes the path %j as %s", (path, text) => {
    expect(dotted(path)).toBe(text);
  });
});
