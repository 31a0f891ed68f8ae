import { describe, expect, it } from "vitest";
import { stamped } from "../../../../actions/static/serviceWorker";

const LISTENER = `<script>let controlled = !!navigator.serviceWorker.controller;
navigator.serviceWorker.addEventListener("controllerchange", () => { if (controlled) location.reload(); controlled = true; });
</script>`;
const good = {
  "index.html": `<script type="module" src="/app/assets/main-1.js"></script>${LISTENER}`,
  "assets/main-1.js": "console.log(1)",
  "sw.js": 'const RELEASE = "unreleased";\nself.addEventListener("install", () => {});\n',
};

const stamp = (change: Record<string, string> = {}) => {
  const files = Object.entries({ ...good, ...change }).filter(([, text]) => text !== "");
  return stamped(new Map(files.map(([path, text]) => [path, Buffer.from(text)])), "sw.js", "3f9ab2c41d07");
};

describe("A bundle with a service worker", () => {
  it("H6 has its release in the worker, and all else as it was", () => {
    const texts = Object.fromEntries([...stamp()].map(([path, content]) => [path, String(content)]));
    expect(texts).toStrictEqual({ ...good, "sw.js": good["sw.js"].replace("unreleased", "3f9ab2c41d07") });
  });

  it("H6 may listen in a script that the page loads", () => {
    const script = LISTENER.replace(/<\/?script>/g, "");
    const change = { "index.html": '<script src="./assets/main-1.js"></script>', "assets/main-1.js": script };
    expect(() => stamp(change)).not.toThrow();
  });

  it.each<[string, Record<string, string>, string]>([
    ["no worker", { "sw.js": "" }, "the bundle has no service worker sw.js; it has index.html, assets/main-1.js"],
    [
      "no line to stamp",
      { "sw.js": "1" },
      'sw.js lacks the line that names its release, so browsers would not see that it changed. Let exactly this one stand in it:\n\nconst RELEASE = "unreleased";',
    ],
    ["two lines to stamp", { "sw.js": good["sw.js"].repeat(2) }, "sw.js has 2 lines that name its release"],
    [
      "a page that does not listen",
      { "index.html": "<p>" },
      "index.html: no script of the page has a controllerchange listener that passes over the first installation and reloads once. Add:\n\n<script>",
    ],
    [
      "a page that reloads at its first visit",
      { "index.html": LISTENER.replace(".controller;", ";") },
      "index.html: no script",
    ],
    ["another page that does not listen", { "about.html": "<p>" }, "about.html: no script"],
  ])("H6 is refused with %s", (_, change, message) => {
    expect(() => stamp(change)).toThrow(message);
  });

  it("H6 is told all that is wrong at once", () => {
    expect(() => stamp({ "sw.js": "1", "index.html": "<p>" })).toThrow(/lacks the line[\s\S]*no script of the page/);
  });
});
