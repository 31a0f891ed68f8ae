import { setTimeout as sleep } from "node:timers/promises";
import {
  type ChannelModel,
  type ConfirmChannel,
  type ConsumeMessage,
  connect,
  type RecoveringChannelModel,
} from "amqplib";
import { settings } from "./settings.js";

const QUEUE = "messages";
const PREFETCH = 20;
const PATIENCE_MS = 10_000;
const LOOK_MS = 20;
const RETRY_MS = 1000;

/**
 * What is done with a message, which is acknowledged after that. Where it fails it is tried again: a message that is put back comes
 * at once, and a quorum queue drops it after 20 returns.
 */
type Work = (id: string) => Promise<void>;

/** RabbitMQ: publishes with confirms, consumes with acknowledgements, and connects anew for as long as it lives. */
export class Broker {
  readonly #work: Work;
  readonly #log: (line: string) => void;
  readonly #returned = new Set<string>();
  #connection: RecoveringChannelModel | undefined;
  #channel: ConfirmChannel | undefined;
  #consumer: string | undefined;
  #consumes = true;
  #busy = 0;

  constructor(work: Work, log: (line: string) => void) {
    this.#work = work;
    this.#log = log;
  }

  get connected(): boolean {
    return this.#channel !== undefined;
  }

  async start(): Promise<void> {
    const recovery = { initialDelay: 200, maxDelay: 2000, waitForConnect: false, setup: this.#setUp.bind(this) };
    this.#connection = await connect(`${settings.amqp}?heartbeat=10`, { recovery });
    this.#connection.on("disconnect", (error) => this.#lose(error));
    // Said as the connection's end, which follows.
    this.#connection.on("error", () => {});
    this.#connection.on("connect-failed", (error) => this.#log(`RabbitMQ does not let in: ${error.message}`));
  }

  /** Settles once RabbitMQ has the message on disk; waits for a connection that is just being made anew. */
  async publish(id: string): Promise<void> {
    const channel = await this.#whenConnected();
    await new Promise<void>((resolve, reject) => {
      const options = { persistent: true, mandatory: true, messageId: id };
      channel.publish("", QUEUE, Buffer.from(id), options, (error) => {
        if (error) reject(error);
        else if (this.#returned.delete(id)) reject(new Error(`there is no queue ${QUEUE}`));
        else resolve();
      });
    });
  }

  /** Takes no more messages, and settles when those that were taken are done or put back. */
  async stopConsuming(): Promise<void> {
    this.#consumes = false;
    // Where RabbitMQ is away, it has put back what it gave.
    if (this.#consumer) await this.#channel?.cancel(this.#consumer).catch(() => {});
    while (this.#busy > 0) await sleep(LOOK_MS);
  }

  async close(): Promise<void> {
    await this.#channel?.waitForConfirms();
    await this.#connection?.close();
  }

  async #setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    // Only a connection is made anew, so one without its channel or its consumer is closed.
    const giveUp = (error: Error) => {
      this.#lose(error);
      model.close().catch(() => {});
    };
    channel.on("error", giveUp);
    channel.on("return", ({ properties }) => this.#returned.add(properties.messageId));
    // The server declares it; another declaration here would hide that it does not.
    await channel.checkQueue(QUEUE);
    await channel.prefetch(PREFETCH);
    if (this.#consumes) {
      const { consumerTag } = await channel.consume(QUEUE, (message) => {
        if (message) void this.#take(channel, message);
        else giveUp(new Error("it has cancelled the consumer"));
      });
      this.#consumer = consumerTag;
    }
    this.#channel = channel;
  }

  async #take(channel: ConfirmChannel, message: ConsumeMessage): Promise<void> {
    const held = () => channel === this.#channel;
    this.#busy++;
    let done = await this.#try(message);
    while (!done && held() && this.#consumes) {
      await sleep(RETRY_MS);
      done = await this.#try(message);
    }
    if (held() && done) channel.ack(message);
    else if (held()) channel.nack(message);
    this.#busy--;
  }

  async #try({ content }: ConsumeMessage): Promise<boolean> {
    try {
      await this.#work(content.toString());
      return true;
    } catch (error) {
      this.#log(`the work of a message failed: ${(error as Error).message}`);
      return false;
    }
  }

  #lose(error: Error): void {
    this.#channel = undefined;
    this.#log(`RabbitMQ is away: ${error.message}`);
  }

  async #whenConnected(): Promise<ConfirmChannel> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.#channel) {
      if (Date.now() > deadline) throw new Error(`no connection to RabbitMQ within ${PATIENCE_MS / 1000} s`);
      await sleep(LOOK_MS);
    }
    return this.#channel;
  }
}
