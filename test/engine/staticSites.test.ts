// @module-tag slow
// Static releases on the real engine, Docker and each proxy: what visitors see while releases are swapped, cut off and refused.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../actions/docker";
import { has } from "../../actions/proxy/volume";
import { BROTLI_MODULE } from "../../render/nginx";
import { STATIC_HOME } from "../../render/site";
import { Browser } from "../harness/browser";
import type { Clone } from "../harness/clone";
import { makePages, writeApp, writeSite } from "../harness/pages";
import { ensureProxies } from "../harness/proxies";
import type { Running } from "../harness/running";
import { Visitors, type Visits } from "../harness/visitors";

const SWAPS = { nginx: 20, caddy: 6 };
const RELEASES_KEPT = 5;
/** So many that there is time to cut off what is done with them. */
const CHUNKS = 300;

let clone: Clone;
let release: number;

afterAll(() => clone?.destroy());

/** The one with which the tests after these go on last. */
const PROXIES = [
  { kind: "caddy", updateOrder: "start-first", title: "Caddy and a forwarder" },
  { kind: "nginx", updateOrder: "stop-first", title: "nginx" },
] as const;

describe.each(PROXIES)("Static sites behind $title", ({ kind, updateOrder }) => {
  const swaps = SWAPS[kind];

  beforeAll(async () => {
    await clone?.destroy();
    await ensureProxies();
    clone = await makePages(kind, { proxy: { updateOrder } });
    release = 1;
    await clone.start({ timeout: 900 });
  }, 900_000);

  it(`H5 during ${swaps} swaps under load no page and asset disagree, and no asset of the last five pages is missing`, async () => {
    const first = release;
    const seen = await visited(clone, async (visitors) => {
      for (let swap = 0; swap < swaps; swap++) {
        await swapSite();
        await untilSeen(visitors, release);
      }
    });
    expect(seen).toMatchObject(nothingWrong);
    expect(seen.releases).toEqual(Array.from({ length: swaps + 1 }, (_, swap) => String(first + swap)));
    expect(seen.pages).toBeGreaterThan(swaps * 50);
    expect(seen.assets).toBeGreaterThan(seen.pages * 10);
    expect((await onVolume("ls -1 releases")).split("\n")).toHaveLength(RELEASES_KEPT);
  });

  it("S8 hashed assets are cached for a year, and pages, manifests and the service worker are revalidated", async () => {
    const { script, style } = await assets();
    for (const path of [script, style]) {
      expect((await head(path)).get("cache-control"), path).toBe("public, max-age=31536000, immutable");
    }
    for (const path of ["/", "/index.html", "/about/", "/manifest.webmanifest", "/app/", "/app/sw.js"]) {
      expect((await head(path)).get("cache-control"), path).toBe("no-cache");
    }
    const types = await Promise.all([script, style, "/manifest.webmanifest"].map((path) => head(path)));
    expect(types.map((headers) => headers.get("content-type")?.split(";")[0])).toEqual([
      expect.stringMatching(/^(application|text)\/javascript$/),
      "text/css",
      "application/manifest+json",
    ]);
  });

  it("S8 an asset that is not there is a 404, which nobody caches for a year", async () => {
    for (const path of ["/assets/app-00000000.js", "/none.html", "/app/none.js"]) {
      const { status, headers } = await ask(path);
      expect([path, status]).toEqual([path, 404]);
      expect(headers.get("cache-control") ?? "", path).not.toMatch(/max-age|immutable/);
    }
  });

  it("S8 ETag and Last-Modified agree between releases with equal bytes, and differ where the bytes differ", async () => {
    const equal = ["/about/", "/manifest.webmanifest", "/logo.svg", "/app/sw.js", (await assets()).shared];
    const before = await Promise.all([...equal, "/"].map(validators));
    await swapSite();
    const after = await Promise.all([...equal, "/"].map(validators));
    expect(after.slice(0, -1)).toEqual(before.slice(0, -1));
    expect(after.at(-1)?.etag).not.toBe(before.at(-1)?.etag);
    expect(after.at(-1)?.modified).not.toBe(before.at(-1)?.modified);
  });

  it("S8 what a browser has already is answered with 304", async () => {
    for (const path of ["/", "/app/sw.js", (await assets()).script]) {
      const { etag, modified } = await validators(path);
      expect((await ask(path, { "if-none-match": etag })).status, path).toBe(304);
      expect((await ask(path, { "if-modified-since": modified })).status, path).toBe(304);
      expect((await ask(path, { "if-none-match": '"another"' })).status, path).toBe(200);
    }
  });

  it("S8 texts are served compressed to those who take it, and caches are told so", async () => {
    const { script } = await assets();
    const encodings = ["gzip", ...((await has(await proxy(), BROTLI_MODULE)) ? ["br"] : [])];
    const plain = await ask(script);
    expect([plain.headers.get("content-encoding"), plain.headers.get("vary")]).toEqual([null, "Accept-Encoding"]);
    const text = await plain.text();
    for (const encoding of encodings) {
      const answer = await ask(script, { "accept-encoding": encoding });
      expect(answer.headers.get("content-encoding")).toBe(encoding);
      expect(answer.headers.get("vary")).toBe("Accept-Encoding");
      expect(Number(answer.headers.get("content-length"))).toBeLessThan(text.length / 4);
      expect(await answer.text()).toBe(text);
    }
  });
});

describe("Static sites", () => {
  it("H5 a page that stays open over three deploys can still load a chunk that it had not loaded", async () => {
    const browser = await Browser.launch("static site");
    try {
      const tab = await browser.open(`${clone.url}/`);
      const opened = `release-${release}`;
      for (let deploy = 0; deploy < 3; deploy++) await swapSite();
      expect(await (await fetch(clone.url)).text()).toContain(`release-${release}`);
      await tab.page.locator("button").click();
      await expect.poll(() => tab.text("output")).toBe(`chunk of ${opened}`);
      expect([tab.loads, tab.errors]).toEqual([1, []]);
      await browser.shoot(tab, "chunk of a page open over three deploys");
    } finally {
      await browser.close();
    }
  });

  it("H5 a swap touches nothing but its own static volume: nginx does not reload, and no container changes", async () => {
    const before = await nginxProcesses();
    expect(before.length).toBeGreaterThan(1);
    const containers = await clone.containers();
    const { changes } = await swapSite();
    expect(await nginxProcesses()).toEqual(before);
    expect(await clone.containers()).toEqual(containers);
    expect(changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
    const changed = changes.all.filter(({ type }) => type === "command:local:Command").map(({ name }) => name);
    expect(changed).toEqual(expect.arrayContaining(["site-stage", "site-publish"]));
    // `room` looks whether the disk has room for the images.
    expect(changed.filter((name) => name !== "room" && !name.startsWith("site"))).toEqual([]);
  });

  it("H5 an update without a change does nothing", async () => {
    expect((await clone.up()).changes.all).toEqual([]);
  });

  it("S8 a file whose name lies about its bytes is told of, and the bytes of the current release are served", async () => {
    const [first, path] = [release, "assets/plain.js"];
    for (const number of [first + 1, first + 2]) {
      release = number;
      writeSite(clone, number);
      clone.write(`samples/pages/site/files/${path}`, `"of release ${number}"`);
      const { output } = await clone.up();
      expect(await (await ask(`/${path}`)).text()).toBe(`"of release ${number}"`);
      expect(output.includes(`site: warning: /${path} is cached for a year, but its bytes are not`)).toBe(
        number === first + 2,
      );
    }
  });

  it.each<readonly [string, "the former" | "a whole", (running: Running, former: string) => Promise<void>]>([
    ["while its files come in", "the former", () => untilVolume("ls incoming")],
    [
      "while its assets are made available",
      "the former",
      (_, former) => untilVolume(`[ "$(ls -1 releases)" != "${former}" ]`),
    ],
    ["while it is published", "a whole", (running) => untilSaid(running, /site-publish updating/)],
  ])("H5 a deploy that is killed %s leaves %s release serving, and the next one cleans up", async (_, left, moment) => {
    const former = release;
    const seen = await visited(clone, async (visitors) => {
      writeSite(clone, ++release, CHUNKS);
      const releases = await onVolume("ls -1 releases");
      const { running } = clone.beginUp();
      await moment(running, releases);
      running.kill();
      await running.done;
      await running.gone();
      const live = await liveRelease();
      expect(left === "a whole" ? [former, release] : [former]).toContain(live);
      await untilSeen(visitors, live);
      await swapSite();
      await untilSeen(visitors, release);
    });
    expect(seen).toMatchObject(nothingWrong);
    await expectClean();
  });

  it.each([
    [
      "whose service worker has no line to stamp",
      { stamp: "" },
      [
        "app: sw.js lacks the line that names its release, so browsers would not see that it changed.",
        'const RELEASE = "unreleased";',
      ],
    ],
    [
      "whose page does not reload for a new service worker",
      { listener: "" },
      [
        "app: index.html: no script of the page has a controllerchange listener that passes over the first installation",
        'navigator.serviceWorker.addEventListener("controllerchange", () => {',
      ],
    ],
  ])("H6 a bundle %s is refused with the text to add, and the old one serves", async (_, lacking, said) => {
    const before = await (await fetch(`${clone.url}/app/sw.js`)).text();
    expect(before).toMatch(/^const RELEASE = "[0-9a-f]{16}";\n/);
    writeApp(clone, lacking);
    const { exitCode, output } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    for (const text of said) expect(output).toContain(text);
    expect(await (await fetch(`${clone.url}/app/sw.js`)).text()).toBe(before);
    expect((await fetch(`${clone.url}/app/`)).status).toBe(200);
    writeApp(clone);
    await clone.up();
    expect(await (await fetch(`${clone.url}/app/sw.js`)).text()).toBe(before);
  });
});

async function swapSite() {
  writeSite(clone, ++release);
  return clone.up();
}

const ask = (path: string, headers: Readonly<Record<string, string>> = {}) =>
  fetch(`${clone.url}${path}`, { headers: { "accept-encoding": "identity", ...headers } });

async function head(path: string): Promise<Headers> {
  const { status, headers } = await ask(path);
  expect([path, status]).toEqual([path, 200]);
  return headers;
}

async function validators(path: string): Promise<{ etag: string; modified: string }> {
  const headers = await head(path);
  return { etag: headers.get("etag") ?? "none", modified: headers.get("last-modified") ?? "none" };
}

/** Paths of hashed files that the page names. */
async function assets(): Promise<{ script: string; style: string; shared: string }> {
  const html = await (await fetch(clone.url)).text();
  const named = (name: string) => new RegExp(`/assets/${name}-[0-9a-f]{8}\\.\\w+`).exec(html)?.[0] ?? "";
  return { script: named("app"), style: named("style"), shared: named("shared") };
}

async function liveRelease(): Promise<number> {
  return Number(/release-(\d+)/.exec(await (await fetch(clone.url)).text())?.[1]);
}

async function proxy() {
  const [container] = await clone.containers("proxy");
  return clone.docker.getContainer(container?.id ?? "");
}

async function nginxProcesses(): Promise<string[]> {
  const { Titles, Processes } = await (await proxy()).top();
  const processes: string[] = Processes.map((line: string[]) => `${line[Titles.indexOf("PID")]} ${line.at(-1)}`);
  return processes.filter((line) => /nginx: (master|worker) process/.test(line)).sort();
}

/** Runs a command in the site's volume, as the proxy sees it; throws when it fails. */
async function onVolume(command: string): Promise<string> {
  const script = `cd ${STATIC_HOME}/site && ${command}`;
  const { exitCode, output } = await exec(await proxy(), ["sh", "-c", script], { seconds: 10, user: "0" });
  if (exitCode !== 0) throw new Error(`${command}: exit code ${exitCode}: ${output}`);
  return output;
}

async function untilVolume(command: string): Promise<void> {
  await until(`the site's volume never was so: ${command}`, async () => {
    return await onVolume(command).then(
      () => true,
      () => false,
    );
  });
}

/** Nothing is left of what was cut off. */
async function expectClean(): Promise<void> {
  expect((await onVolume("ls -1")).split(/\s+/).sort()).toEqual(["assets", "live", "published", "releases"]);
  expect((await onVolume("ls -1 releases")).split("\n").length).toBeLessThanOrEqual(RELEASES_KEPT);
  expect((await clone.containers()).map(({ service, state }) => `${service} ${state}`)).toEqual(["proxy running"]);
}

const nothingWrong: Partial<Visits> = { disagreements: [], missing: [], failures: [] };

async function visited(clone: Clone, work: (visitors: Visitors) => Promise<void>): Promise<Visits> {
  const visitors = new Visitors({ page: `${clone.url}/`, hashed: "/assets/", release: /release-(\d+)/ });
  try {
    await work(visitors);
  } finally {
    await visitors.stop();
  }
  return visitors.seen;
}

const untilSeen = (visitors: Visitors, release: number) =>
  until(`no visitor ever saw release ${release}`, async () => visitors.seen.releases.includes(String(release)));

const untilSaid = (running: Running, said: RegExp) =>
  until(`the engine never said ${said}`, async () => said.test(running.output));

async function until(otherwise: string, condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(otherwise);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
