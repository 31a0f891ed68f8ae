/** The assets of the newest releases of a page. */
export class Remembered {
  readonly #size: number;
  readonly #assets = new Map<string, readonly string[]>();
  readonly releases: string[] = [];
  #turn = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** Takes in what a page of this release names; a release that is new here pushes the oldest one out. */
  add(release: string, assets: readonly string[]): void {
    if (this.releases.includes(release)) return;
    this.releases.push(release);
    this.#assets.set(release, assets);
    for (const old of this.releases.slice(0, -this.#size)) this.#assets.delete(old);
  }

  /** The next assets, in turn over all that are remembered. */
  next(count: number): string[] {
    const all = [...new Set([...this.#assets.values()].flat())];
    return all.length === 0 ? [] : Array.from({ length: count }, () => all[this.#turn++ % all.length] as string);
  }

  /** The newest release that has an asset, as far as it is remembered. */
  releaseOf(url: string): string | undefined {
    return [...this.#assets].reverse().find(([, assets]) => assets.includes(url))?.[0];
  }
}
