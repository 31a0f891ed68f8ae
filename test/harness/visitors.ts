import { Agent } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { assetsOf, get, type Reply } from "./visitors/page";
import { Remembered } from "./visitors/remembered";

export interface VisitorsOptions {
  /** Address of the page, such as `http://127.0.0.1:8080/`. */
  readonly page: string;
  /** Path that the hashed assets begin with, such as `/assets/`. */
  readonly hashed: string;
  /** Finds the release, as its first group, in the text of a page and in that of an asset; an asset may hold none. */
  readonly release: RegExp;
  /** Pages per second, as long as the answers come in time. Default: 50. */
  readonly rate?: number;
  /** Visits at one time at the most. Default: 20. */
  readonly visitors?: number;
  /** Newest releases whose assets are asked for again and again, though no page names them any more. Default: 5. */
  readonly remembered?: number;
  /** Seconds after which the visits end by themselves. Default: 900. */
  readonly seconds?: number;
}

/** What the visitors saw. */
export interface Visits {
  readonly pages: number;
  readonly assets: number;
  /** Releases that pages named, in the order in which they were first seen. */
  readonly releases: readonly string[];
  /** Pages and assets of theirs that named another release, and pages none of whose assets named any. */
  readonly disagreements: readonly string[];
  /** Assets that were not there, though a page named them or one of the remembered releases had them. */
  readonly missing: readonly string[];
  /** All else that went wrong. */
  readonly failures: readonly string[];
}

const OLD_ASSETS_PER_VISIT = 2;

/** Visit a page until they are stopped: each visit loads the page, all its hashed assets, and two that former pages named. */
export class Visitors {
  readonly #options: VisitorsOptions;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 32 });
  readonly #remembered: Remembered;
  readonly #visitors: Promise<void>[];
  readonly #started = performance.now();
  readonly #seen = {
    disagreements: new Set<string>(),
    missing: new Set<string>(),
    failures: new Set<string>(),
  };
  #stopped = false;
  #pages = 0;
  #assets = 0;

  constructor(options: VisitorsOptions) {
    this.#options = options;
    this.#remembered = new Remembered(options.remembered ?? 5);
    this.#visitors = Array.from({ length: options.visitors ?? 20 }, (_, number) => this.#come(number));
  }

  /** What was seen so far. */
  get seen(): Visits {
    const { disagreements, missing, failures } = this.#seen;
    return {
      pages: this.#pages,
      assets: this.#assets,
      releases: this.#remembered.releases,
      disagreements: [...disagreements],
      missing: [...missing],
      failures: [...failures],
    };
  }

  /** Begins no further visit, and tells what was seen when those under way have ended. */
  async stop(): Promise<Visits> {
    this.#stopped = true;
    await Promise.all(this.#visitors);
    this.#agent.destroy();
    return this.seen;
  }

  /** One visitor: begins a visit in each of its turns, and skips those that a visit took longer than. */
  async #come(number: number): Promise<void> {
    const { rate = 50, visitors = 20, seconds = 900 } = this.#options;
    const period = (visitors / rate) * 1000;
    for (let turn = number / visitors; !this.#stopped; turn = this.#nextTurn(turn, period)) {
      await pause(turn * period - this.#elapsed);
      if (this.#stopped) return;
      if (this.#elapsed > seconds * 1000) return void this.#seen.failures.add(`not stopped within ${seconds} s`);
      await this.#visit().catch((error) => void this.#seen.failures.add(String(error)));
    }
  }

  #nextTurn(turn: number, period: number): number {
    return turn + Math.max(1, Math.ceil(this.#elapsed / period - turn));
  }

  get #elapsed(): number {
    return performance.now() - this.#started;
  }

  async #visit(): Promise<void> {
    const page = await this.#loadPage();
    if (!page) return;
    const replies = await Promise.all(page.assets.map((url) => this.#loadAsset(url)));
    this.#compare(
      page.release,
      page.assets.map((url, index) => ({ url, text: replies[index]?.text ?? "" })),
    );
    await Promise.all(this.#remembered.next(OLD_ASSETS_PER_VISIT).map((url) => this.#loadOldAsset(url)));
  }

  async #loadPage(): Promise<{ release: string; assets: string[] } | undefined> {
    const { page, hashed } = this.#options;
    const { status, text } = await this.#get(page);
    const release = this.#releaseIn(text);
    const assets = assetsOf(text, page, hashed);
    this.#pages++;
    if (status === 200 && release !== undefined && assets.length > 0) {
      this.#remembered.add(release, assets);
      return { release, assets };
    }
    const found = `status ${status}, release ${release}, ${assets.length} assets below ${hashed}`;
    this.#seen.failures.add(`${page} answered with ${found}: ${text.slice(0, 200)}`);
    return undefined;
  }

  async #loadAsset(url: string): Promise<Reply> {
    const reply = await this.#get(url);
    this.#assets++;
    if (reply.status === 404) this.#seen.missing.add(`${url}, which a page names`);
    else if (reply.status !== 200) this.#seen.failures.add(`${url} answered with status ${reply.status}`);
    return reply;
  }

  /** An asset that is gone may be that of a release which just now is none of the newest any more: the page tells. */
  async #loadOldAsset(url: string): Promise<void> {
    const { status } = await this.#get(url);
    this.#assets++;
    if (status === 200) return;
    if (status !== 404) return void this.#seen.failures.add(`${url} answered with status ${status}`);
    await this.#loadPage();
    const release = this.#remembered.releaseOf(url);
    if (release !== undefined) this.#seen.missing.add(`${url} of release ${release}`);
  }

  #compare(release: string, assets: readonly { readonly url: string; readonly text: string }[]): void {
    const named = assets.map(({ url, text }) => ({ url, release: this.#releaseIn(text) }));
    if (named.every((asset) => asset.release === undefined)) {
      this.#seen.disagreements.add(`a page of release ${release}: none of its assets names a release`);
    }
    for (const asset of named) {
      if (asset.release === undefined || asset.release === release) continue;
      this.#seen.disagreements.add(`a page of release ${release}: ${asset.url} is of release ${asset.release}`);
    }
  }

  #releaseIn(text: string): string | undefined {
    return this.#options.release.exec(text)?.[1];
  }

  #get(url: string): Promise<Reply> {
    return get(url, this.#agent);
  }
}
