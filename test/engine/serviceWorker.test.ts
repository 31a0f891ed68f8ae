// @module-tag slow
// The deployed Mini App in a headless Chromium: how often its pages load when its service worker is installed and replaced.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browser, type Tab } from "../harness/browser";
import { Clone } from "../harness/clone";

describe("The Mini App", () => {
  let clone: Clone;
  let browser: Browser;
  let tab: Tab;

  beforeAll(async () => {
    clone = await Clone.make({ parts: ["miniapp"] });
    await clone.start({ timeout: 900 });
    browser = await Browser.launch("miniapp");
  });
  afterAll(async () => {
    await browser?.close();
    await clone?.destroy();
  });

  it("H6 does not reload on the first visit, when its service worker takes over", async () => {
    tab = await open();
    expect(await shown(tab)).toEqual({ release: "one", loads: 1, documents: 1, errors: [] });
    await browser.shoot(tab, "first visit");
  });

  it.each([
    ["a deploy", "two", 2],
    ["a second deploy", "three", 3],
  ])("H6 reloads exactly once on %s, and shows the new bundle", async (_, release, loads) => {
    await deploy(release);
    expect(await shown(tab)).toMatchObject({ loads: loads - 1 });
    await tab.comeBack();
    await untilShown(tab, release);
    await settled(tab);
    expect(await shown(tab)).toEqual({ release, loads, documents: loads, errors: [] });
    await browser.shoot(tab, `after the deploy of ${release}`);
  });

  it("H6 does not reload on a deploy that changes nothing", async () => {
    expect((await clone.up()).changes.all).toEqual([]);
    await tab.comeBack();
    await settled(tab);
    expect(await shown(tab)).toMatchObject({ release: "three", loads: 3, documents: 3 });
  });

  it("H6 reloads each of two tabs exactly once, also the one that nobody comes back to", async () => {
    const other = await open();
    expect(await shown(other)).toMatchObject({ release: "three", loads: 1, documents: 1 });
    await deploy("four");
    await tab.comeBack();
    for (const [each, loads] of [
      [tab, 4],
      [other, 2],
    ] as const) {
      await untilShown(each, "four");
      await settled(each);
      expect(await shown(each)).toEqual({ release: "four", loads, documents: loads, errors: [] });
      await browser.shoot(each, `tab with ${loads} loads after the deploy of four`);
    }
  });

  it("H6 opens while the server is stopped, with all its parts", async () => {
    const [container] = await clone.containers("proxy");
    const proxy = clone.docker.getContainer(container?.id ?? "");
    await proxy.stop();
    try {
      await expect(fetch(clone.url)).rejects.toThrow();
      const offline = await browser.open(`${clone.url}/miniapp/`);
      await untilShown(offline, "four");
      await offline.page.locator("button").click();
      await expect.poll(() => offline.text("#details")).toBe("The details of release four.");
      expect(await shown(offline)).toMatchObject({ release: "four", loads: 1, documents: 1 });
      await browser.shoot(offline, "opened while the server is stopped");
    } finally {
      await proxy.start();
    }
  });

  async function open(): Promise<Tab> {
    const opened = await browser.open(`${clone.url}/miniapp/`);
    await expect.poll(() => opened.page.evaluate("Boolean(navigator.serviceWorker.controller)")).toBe(true);
    await settled(opened);
    return opened;
  }

  async function deploy(release: string): Promise<void> {
    clone.edit("samples/honeychat/miniapp/src/release.ts", (text) =>
      text.replace(/release = "\w+"/, `release = "${release}"`),
    );
    await clone.up();
  }
});

/** What a tab shows, and how often it was loaded: as the page itself counts, and as the browser does. */
async function shown(tab: Tab) {
  const loads = Number(await tab.page.evaluate("sessionStorage.loads"));
  return { release: await tab.text("#release"), loads, documents: tab.loads, errors: tab.errors };
}

const untilShown = (tab: Tab, release: string) =>
  expect.poll(() => tab.text("#release"), { timeout: 30_000 }).toBe(release);

/** Waits until the tab has asked the server for another service worker twice and got none: nothing is left that could reload it. */
async function settled(tab: Tab): Promise<void> {
  await tab.page.waitForLoadState("load");
  for (let round = 0; round < 2; round++) {
    expect(await tab.page.evaluate(NO_UPDATE), "a service worker was still to come").toBe(true);
  }
}

const NO_UPDATE = `(async () => {
  const registration = await navigator.serviceWorker.ready;
  await registration.update();
  return !registration.installing && !registration.waiting;
})()`;
