import { connect, type Socket } from "node:net";
import { connect as connectSecurely } from "node:tls";
import { type Response, ResponseReader } from "./response";

/** How one request ended. */
export type Outcome = Response | { readonly error: string };

export interface Target {
  readonly host: string;
  readonly port: number;
  /** Whether it is asked by HTTPS, with whatever certificate. */
  readonly secure?: boolean;
}

/** All connections read into one buffer: what it holds is taken out before the next read. */
const buffer = Buffer.alloc(65_536);

/** One connection, with at most one request on it at a time. It never connects or sends a second time by itself. */
export class Connection {
  readonly #socket: Socket;
  #reader: ResponseReader | undefined;
  #done: ((outcome: Outcome) => void) | undefined;
  #connected = false;
  #answers = 0;
  /** False from the moment that the server's end of the connection was seen. */
  usable = true;

  constructor(target: Target) {
    this.#socket = target.secure ? this.#secureSocket(target) : this.#plainSocket(target);
    this.#socket.on(target.secure ? "secureConnect" : "connect", () => {
      this.#connected = true;
    });
    this.#socket.on("end", () => this.#end());
    this.#socket.on("error", (error: NodeJS.ErrnoException) => this.#fail(error.code ?? error.message));
    this.#socket.on("close", () => this.#fail("closed"));
  }

  /** Sends a request; `done` is called once, with the answer or with what went wrong. */
  send(request: string, done: (outcome: Outcome) => void): void {
    this.#reader = new ResponseReader();
    this.#done = done;
    this.#socket.write(request);
  }

  /** Gives up, with an error for the request that is under way. */
  abandon(error: string): void {
    this.#fail(error);
  }

  #plainSocket(target: Target): Socket {
    const callback = (size: number) => {
      this.#read(buffer.subarray(0, size));
      return true;
    };
    return connect({ ...target, noDelay: true, onread: { buffer, callback } });
  }

  #secureSocket({ host, port }: Target): Socket {
    const socket = connectSecurely({ host, port, rejectUnauthorized: false });
    socket.setNoDelay(true);
    socket.on("data", (bytes) => this.#read(bytes));
    return socket;
  }

  #read(bytes: Buffer): void {
    if (!this.#reader) {
      this.#drop();
      return;
    }
    try {
      const response = this.#reader.push(bytes);
      if (response) this.#finish(response);
    } catch (error) {
      this.#fail((error as Error).message);
    }
  }

  #end(): void {
    this.usable = false;
    const response = this.#reader?.end();
    if (response) this.#finish(response);
    else this.#fail("premature end");
  }

  #finish(response: Response): void {
    this.#answers++;
    if (!response.kept) this.#drop();
    this.#settle(response);
  }

  #fail(error: string): void {
    const stage = !this.#connected
      ? "while connecting"
      : this.#reader?.begun
        ? "within the answer"
        : "before the answer";
    const age = this.#answers === 0 ? "new connection" : `connection after ${this.#answers} answers`;
    this.#drop();
    this.#settle({ error: `${error} ${stage}, ${age}` });
  }

  #drop(): void {
    this.usable = false;
    this.#socket.destroy();
  }

  #settle(outcome: Outcome): void {
    const done = this.#done;
    this.#done = undefined;
    this.#reader = undefined;
    done?.(outcome);
  }
}
