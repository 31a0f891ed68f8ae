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

/** What is done with a message; it is acknowledged after that, and comes again when that fails. */
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

  /** Takes no more messages, and settles when those that were taken are done. */
  async stopConsuming(): Promise<void> {
    this.#consumes = false;
    if (this.#consumer) await this.#channel?.cancel(this.#consumer);
    while (this.#busy > 0) await sleep(LOOK_MS);
  }

  async close(): Promise<void> {
    await this.#channel?.waitForConfirms();
    await this.#connection?.close();
  }

  async #setUp(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    channel.on("error", (error) => this.#lose(error));
    channel.on("return", ({ properties }) => this.#returned.add(properties.messageId));
    // The server declares it; another declaration here would hide that it does not.
    await channel.checkQueue(QUEUE);
    await channel.prefetch(PREFETCH);
    if (this.#consumes) {
      const { consumerTag } = await channel.consume(QUEUE, (message) => void this.#take(channel, message));
      this.#consumer = consumerTag;
    }
    this.#channel = channel;
  }

  async #take(channel: ConfirmChannel, message: ConsumeMessage | null): Promise<void> {
    if (message === null) return this.#lose(new Error("RabbitMQ has cancelled the consumer"));
    this.#busy++;
    try {
      await this.#work(message.content.toString());
      channel.ack(message);
    } catch (error) {
      this.#log(`a message is put back: ${(error as Error).message}`);
      if (channel === this.#channel) channel.nack(message);
    } finally {
      this.#busy--;
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
