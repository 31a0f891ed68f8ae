import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { ensureChromium } from "../../setup/chromium";
import { root } from "../../setup/paths";
import { tell } from "../../setup/progress";

export type { Page } from "playwright-core";

const SWITCHES = ["--disable-gpu", "--disable-quic", "--no-proxy-server"];
const SECONDS = 30;

/** A headless Chromium with an empty profile of its own, in which service workers and their caches stay until it is closed. */
export class Browser {
  readonly #name: string;
  readonly #profile: string;
  readonly #context: BrowserContext;
  #shots = 0;

  /** Starts a browser; its screenshots bear the name. Chromium is installed first where it is missing and can be. */
  static async launch(name: string): Promise<Browser> {
    const executablePath = await ensureChromium(tell);
    const profile = mkdtempSync(join(tmpdir(), "roadstead-browser-"));
    const options = { executablePath, args: SWITCHES, chromiumSandbox: false, viewport: { width: 800, height: 500 } };
    const context = await chromium.launchPersistentContext(profile, { ...options, timeout: SECONDS * 1000 });
    context.setDefaultTimeout(SECONDS * 1000);
    return new Browser(name, profile, context);
  }

  private constructor(name: string, profile: string, context: BrowserContext) {
    this.#name = name;
    this.#profile = profile;
    this.#context = context;
  }

  /** Opens an address in a new tab. */
  async open(url: string): Promise<Tab> {
    const tab = new Tab(await this.#context.newPage());
    await tab.page.goto(url);
    return tab;
  }

  /** Saves what a tab shows as `test-output/<browser>-<number>-<step>.png`. */
  async shoot({ page }: Tab, step: string): Promise<void> {
    const folder = join(root, "test-output");
    mkdirSync(folder, { recursive: true });
    const name = [this.#name, String(++this.#shots), step].join("-").replace(/[^A-Za-z0-9]+/g, "-");
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** Ends the browser and removes its profile. */
  async close(): Promise<void> {
    await this.#context.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

/** A tab, which counts how often a document was loaded in it. */
export class Tab {
  readonly page: Page;
  /** What its scripts threw. */
  readonly errors: string[] = [];
  loads = 0;

  constructor(page: Page) {
    this.page = page;
    page.on("load", () => this.loads++);
    page.on("pageerror", (error) => this.errors.push(error.message));
  }

  /** The text of an element, as far as it is there. */
  async text(selector: string): Promise<string | undefined> {
    return (
      (await this.page
        .locator(selector)
        .textContent({ timeout: 1000 })
        .catch(() => null)) ?? undefined
    );
  }

  /** What a browser does when a person comes back to the tab. */
  async comeBack(): Promise<void> {
    await this.page.evaluate(
      `document.dispatchEvent(new Event("visibilitychange")); dispatchEvent(new Event("focus"))`,
    );
  }
}
