import { chmodSync, mkdirSync, renameSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { contextDigest, copiedSources } from "../../../components/contextDigest";
import { folder } from "../fixture";

/** A context with two services, of which the Dockerfile copies one and what both share. */
function context(dockerfile = "FROM python:3.11-slim\nCOPY requirements.txt .\nCOPY common common\nCOPY api api\n") {
  const path = folder();
  const write = (file: string, text: string) => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  write("api/Dockerfile", dockerfile);
  write("api/main.py", "print('api')");
  write("api/routes/health.py", "OK = 200");
  write("bot/main.py", "print('bot')");
  write("common/log.py", "import logging");
  write("requirements.txt", "fastapi");
  return { path, write, digest: () => contextDigest(path, "api/Dockerfile") };
}

type Context = ReturnType<typeof context>;

describe("The digest of a build's context", () => {
  it("has sixteen hexadecimal digits", () => {
    expect(context().digest()).toMatch(/^[0-9a-f]{16}$/);
  });

  it.each<[string, (context: Context) => void]>([
    ["nothing", () => {}],
    ["a file that is not copied", ({ write }) => write("bot/main.py", "print('changed')")],
    ["a new file that is not copied", ({ write }) => write("README.md", "# Read me")],
    ["a file's time", ({ path }) => utimesSync(join(path, "api/main.py"), 0, 0)],
    ["a file's read permission", ({ path }) => chmodSync(join(path, "api/main.py"), 0o600)],
    ["compiled Python", ({ write }) => write("api/__pycache__/main.pyc", "bytes")],
    ["installed packages", ({ write }) => write("common/node_modules/x/index.js", "1")],
    ["the history", ({ write }) => write("api/.git/HEAD", "ref")],
  ])("H4 stays with a change of %s", (_, change) => {
    const one = context();
    const before = one.digest();
    change(one);
    expect(one.digest()).toBe(before);
  });

  it("is the same wherever the context lies", () => {
    expect(context().digest()).toBe(context().digest());
  });

  it.each<[string, (context: Context) => void]>([
    ["the Dockerfile", ({ write }) => write("api/Dockerfile", "FROM python:3.12-slim\nCOPY common common\n")],
    ["a copied file", ({ write }) => write("requirements.txt", "fastapi==1")],
    ["a file in a copied folder", ({ write }) => write("api/routes/health.py", "OK = 204")],
    ["a file that came into a copied folder", ({ write }) => write("common/new.py", "")],
    ["a file that left a copied folder", ({ path }) => rmSync(join(path, "api/routes/health.py"))],
    ["a file's name", ({ path }) => renameSync(join(path, "api/main.py"), join(path, "api/app.py"))],
    ["a file's executable bit", ({ path }) => chmodSync(join(path, "api/main.py"), 0o755)],
  ])("H2 changes with %s", (_, change) => {
    const one = context();
    const before = one.digest();
    change(one);
    expect(one.digest()).not.toBe(before);
  });

  it("takes in the whole context when the Dockerfile copies by pattern", () => {
    const one = context("FROM scratch\nCOPY *.txt /\n");
    const before = one.digest();
    one.write("bot/main.py", "print('changed')");
    expect(one.digest()).not.toBe(before);
  });
});

describe("The sources that a Dockerfile copies", () => {
  it.each<[string, string, string[]]>([
    ["nothing", "FROM scratch\nRUN cp a b\n", []],
    ["a folder", "COPY api api", ["api"]],
    ["several files", "COPY a.txt b.txt dir/", ["a.txt", "b.txt"]],
    ["each source once, in order", "COPY b x\nCOPY a x\nCOPY b y", ["a", "b"]],
    ["the whole context", "COPY . .", ["."]],
    ["with ADD", "ADD app.tar /", ["app.tar"]],
    ["in small letters and indented", "  copy api api", ["api"]],
    ["with options", "COPY --chown=1000:1000 --chmod=755 run.sh /", ["run.sh"]],
    ["over two lines", "COPY a \\\n  b /to/", ["a", "b"]],
    ["nothing from another stage", "COPY --from=build /out /", []],
    ["all, for a pattern", "COPY *.py /", ["."]],
    ["all, for a variable", "COPY $WHAT /", ["."]],
    ["all, for a list", 'COPY ["a b", "/"]', ["."]],
    ["all, for an address", "ADD https://example.com/x.tar /", ["."]],
    ["all, for text in the Dockerfile", "COPY <<EOF /motd\nhello\nEOF", ["."]],
    ["all, for a path that leaves the context", "COPY ../other /", ["."]],
  ])("are %s", (_, dockerfile, sources) => {
    expect(copiedSources(dockerfile)).toStrictEqual(sources);
  });
});
