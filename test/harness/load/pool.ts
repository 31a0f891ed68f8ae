import { Connection, type Target } from "./connection";

/** Kept connections that take turns, so that each has been idle for a while when it is used again. */
export class Pool {
  readonly #target: Target;
  readonly #size: number;
  #idle: Connection[] = [];
  #busy = 0;
  #closed = false;
  /** Connections made so far. */
  opened = 0;

  constructor(target: Target, size: number) {
    this.#target = target;
    this.#size = size;
  }

  /** The connection that has been idle longest; a new one while there are fewer than the pool's size, or none is idle. */
  take(): Connection {
    this.#idle = this.#idle.filter(({ usable }) => usable);
    const full = this.#idle.length + this.#busy >= this.#size;
    const connection = (full && this.#idle.shift()) || this.fresh();
    this.#busy++;
    return connection;
  }

  /**
   * Takes a connection back, for use from the turn after the next of the event loop: bytes and the end of a connection that
   * have arrived together are read in two turns.
   */
  giveBack(connection: Connection): void {
    setImmediate(() => setImmediate(() => this.#rest(connection)));
  }

  /** A connection that is not kept. */
  fresh(): Connection {
    this.opened++;
    return new Connection(this.#target);
  }

  close(): void {
    this.#closed = true;
    for (const connection of this.#idle) connection.abandon("closed");
    this.#idle = [];
  }

  #rest(connection: Connection): void {
    this.#busy--;
    if (this.#closed) connection.abandon("closed");
    else if (connection.usable) this.#idle.push(connection);
  }
}
