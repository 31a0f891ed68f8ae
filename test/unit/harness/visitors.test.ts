import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Visitors, type VisitorsOptions } from "../../harness/visitors";
import { assetsOf } from "../../harness/visitors/page";
import { Remembered } from "../../harness/visitors/remembered";

let server: Server | undefined;
afterEach(() => {
  server?.close();
  server?.closeAllConnections();
});

/** A site of one page with one script; `live` is its release, `kept` those whose script is there. */
class Site {
  live = 1;
  kept = [1];
  /** What the script of a release says that its release is. */
  saysOf = (release: number) => release;

  readonly answer: RequestListener = ({ url = "" }, response) => {
    const [, asked] = /^\/assets\/app-(\d+)\.js$/.exec(url) ?? [];
    if (url === "/") response.end(`<p>release-${this.live}<script src="/assets/app-${this.live}.js"></script>`);
    else if (this.kept.includes(Number(asked))) response.end(`"release-${this.saysOf(Number(asked))}"`);
    else response.writeHead(404).end("gone");
  };

  swap(): void {
    this.live++;
    this.kept = [...this.kept, this.live].slice(-5);
  }
}

async function visit(answer: RequestListener, options: Partial<VisitorsOptions> = {}): Promise<Visitors> {
  const listening = createServer(answer);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  const page = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/`;
  return new Visitors({ page, hashed: "/assets/", release: /release-(\d+)/, rate: 200, ...options });
}

const untilPages = (visitors: Visitors, count: number) =>
  expect.poll(() => visitors.seen.pages, { timeout: 10_000, interval: 5 }).toBeGreaterThan(count);

describe("visitors", () => {
  it("find nothing wrong when the newest five releases stay", async () => {
    const site = new Site();
    const visitors = await visit(site.answer);
    for (let swap = 1; swap <= 8; swap++) {
      await untilPages(visitors, swap * 10);
      site.swap();
    }
    await untilPages(visitors, 120);
    const seen = await visitors.stop();
    expect(seen).toMatchObject({ disagreements: [], missing: [], failures: [] });
    expect(seen.releases).toEqual(["1", "2", "3", "4", "5", "6", "7", "8", "9"]);
    expect(seen.assets).toBeGreaterThanOrEqual(seen.pages * 2);
  });

  it("see an old asset that is gone, and one that a page names", async () => {
    const site = new Site();
    const visitors = await visit(site.answer);
    await untilPages(visitors, 10);
    site.live = 2;
    site.kept = [2];
    await untilPages(visitors, 40);
    site.kept = [];
    await untilPages(visitors, 60);
    const { missing } = await visitors.stop();
    expect(missing.map((text) => text.replace(/^http:\/\/[^/]+/, ""))).toEqual(
      expect.arrayContaining([
        "/assets/app-1.js of release 1",
        "/assets/app-2.js, which a page names",
        "/assets/app-2.js of release 2",
      ]),
    );
  });

  it("see assets of another release than the page, and pages whose assets do not say", async () => {
    const site = new Site();
    site.saysOf = () => 7;
    const visitors = await visit(site.answer);
    await untilPages(visitors, 10);
    const { disagreements } = await visitors.stop();
    expect(disagreements).toEqual([expect.stringMatching(/^a page of release 1: \S+app-1.js is of release 7$/)]);
    site.saysOf = () => Number.NaN;
    const others = await visit(site.answer);
    await untilPages(others, 10);
    expect((await others.stop()).disagreements).toEqual(["a page of release 1: none of its assets names a release"]);
  });

  it("keep to their rate, and end by themselves after their time", async () => {
    const site = new Site();
    const visitors = await visit(site.answer, { rate: 20, seconds: 1 });
    await expect.poll(() => visitors.seen.failures, { timeout: 10_000 }).toEqual(["not stopped within 1 s"]);
    expect((await visitors.stop()).pages).toBeLessThanOrEqual(21);
  });

  it("see statuses, empty pages and connections that break off", async () => {
    let asked = 0;
    const visitors = await visit((_, response) => {
      if (++asked % 2) response.writeHead(503).end("busy");
      else response.destroy();
    });
    await untilPages(visitors, 10);
    const { failures } = await visitors.stop();
    expect(failures.map((text) => text.replace(/http:\/\/\S+/, "PAGE")).sort()).toEqual([
      "Error: GET PAGE ECONNRESET",
      "PAGE answered with status 503, release undefined, 0 assets below /assets/: busy",
    ]);
  });
});

describe("assetsOf", () => {
  it("finds scripts and linked files below the folder of hashed ones, relative or not", () => {
    const html = `<link rel="manifest" href="/app/manifest.webmanifest"><link href="assets/a.css" rel="stylesheet">
      <script type="module" src="/app/assets/b.js"></script><script src="./assets/b.js"></script>
      <script>let src="assets/c.js"</script><a href="/app/assets/d.js">`;
    expect(assetsOf(html, "http://127.0.0.1:1/app/", "/app/assets/")).toEqual([
      "http://127.0.0.1:1/app/assets/a.css",
      "http://127.0.0.1:1/app/assets/b.js",
    ]);
  });
});

describe("Remembered", () => {
  it("forgets the assets of releases older than its size, and takes turns over the others", () => {
    const remembered = new Remembered(2);
    remembered.add("1", ["a", "shared"]);
    remembered.add("2", ["b", "shared"]);
    remembered.add("1", ["another"]);
    remembered.add("3", ["c"]);
    expect(remembered.next(4)).toEqual(["b", "shared", "c", "b"]);
    expect([remembered.releaseOf("a"), remembered.releaseOf("shared")]).toEqual([undefined, "2"]);
  });
});
