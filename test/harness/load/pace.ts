const SLOWER = 0.95;
const FASTER = 1.05;
const SLOWEST = 0.4;
const LOOK_MS = 100;
const RECOVERY_MS = 1000;

/**
 * When the next request is due. The rate is the one that was asked for, for as long as the machine keeps up; where it has to be held,
 * it goes down by steps to 0.4 of that, and up again after a second without: a machine that does nothing but answer deploys nothing.
 * Times are milliseconds since the start.
 */
export class Pace {
  readonly #asked: number;
  #rate: number;
  #due = 0;
  #changedAt = 0;
  /** How long requests that were due have waited. */
  held = 0;

  /** `rate` is in requests per second. */
  constructor(rate: number) {
    this.#asked = rate;
    this.#rate = rate;
  }

  /** Requests per second at present. */
  get rate(): number {
    return this.#rate;
  }

  /** How late the next request is; below zero it is not due yet. */
  lateness(now: number): number {
    if (this.#rate < this.#asked && now - this.#changedAt >= RECOVERY_MS) this.#change(FASTER, now);
    return now - this.#due;
  }

  /** A request has been sent. */
  sent(): void {
    this.#due += 1000 / this.#rate;
  }

  /** A request that was due cannot be sent now. */
  hold(now: number): void {
    this.held += now - this.#due;
    this.#due = now;
    if (now - this.#changedAt >= LOOK_MS) this.#change(SLOWER, now);
  }

  #change(factor: number, now: number): void {
    this.#rate = Math.min(this.#asked, Math.max(this.#asked * SLOWEST, this.#rate * factor));
    this.#changedAt = now;
  }
}
