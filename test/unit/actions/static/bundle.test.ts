import { describe, expect, it } from "vitest";
import { digestOf, timeOf } from "../../../../actions/static/bundle";
import { withCompressed } from "../../../../actions/static/compress";

const bundle = (files: Record<string, string>) =>
  new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
const place = { path: "/", hashed: ["assets/"] };
const site = { "index.html": "<p>v1", "assets/a-1.js": "1" };

describe("The digest of a bundle", () => {
  const digest = digestOf(bundle(site), place);

  it("is equal for equal bundles, in whatever order their files come", () => {
    expect(digestOf(bundle({ "assets/a-1.js": "1", "index.html": "<p>v1" }), place)).toBe(digest);
  });

  it.each<[string, Record<string, string>]>([
    ["a byte", { ...site, "index.html": "<p>v2" }],
    ["a name", { "index.html": "<p>v1", "assets/a-2.js": "1" }],
    ["a file more", { ...site, "robots.txt": "" }],
    ["a boundary", { "index.html": "<p>v1assets", "a-1.js": "1" }],
  ])("changes with %s", (_, files) => {
    expect(digestOf(bundle(files), place)).not.toBe(digest);
  });

  it("changes with the place it is served at", () => {
    expect(digestOf(bundle(site), { ...place, path: "/app/" })).not.toBe(digest);
  });
});

describe("The time of a file", () => {
  it("H5 follows from its bytes, in whole seconds between 2000 and 2017", () => {
    const times = ["a", "b", "c"].map((text) => timeOf(Buffer.from(text)));
    expect(times).toStrictEqual(["a", "b", "c"].map((text) => timeOf(Buffer.from(text))));
    expect(new Set(times.map(Number)).size).toBe(3);
    for (const time of times) {
      expect(time.getMilliseconds()).toBe(0);
      expect(time.getUTCFullYear()).toBeGreaterThanOrEqual(2000);
      expect(time.getUTCFullYear()).toBeLessThanOrEqual(2017);
    }
  });
});

describe("A file of a release", () => {
  const names = async (path: string, text: string) =>
    (await withCompressed(path, Buffer.from(text))).map((file) => file.path);

  it("lies beside its compressed forms, all with one time", async () => {
    const files = await withCompressed("a.js", Buffer.from("text ".repeat(400)));
    expect(files.map(({ path }) => path)).toStrictEqual(["a.js", "a.js.gz", "a.js.br"]);
    expect(new Set(files.map(({ modified }) => Number(modified))).size).toBe(1);
  });

  it.each([
    ["a.png", "text ".repeat(400)],
    ["a.js", "short"],
    ["a.woff2", "text ".repeat(400)],
  ])("%s stays alone", async (path, text) => {
    expect(await names(path, text)).toStrictEqual([path]);
  });
});
