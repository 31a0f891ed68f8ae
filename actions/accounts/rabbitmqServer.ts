import type { RabbitmqUser } from "../../systems/system";
import { type Container, exec } from "../docker";
import { userDefinitions } from "./rabbitmqDefinitions";
import { SECONDS, type Server } from "./server";

/** RabbitMQ, spoken to by rabbitmqctl in its own container, which asks for no password. Dropping a user ends its connections. */
export class RabbitmqServer implements Server {
  constructor(
    readonly container: Container,
    readonly account: RabbitmqUser,
  ) {}

  async users(): Promise<string[]> {
    const lines = await this.#run(["list_users", "--no-table-headers"]);
    return lines.map((line) => line.split("\t")[0] ?? "");
  }

  async make(user: string, password: string): Promise<void> {
    await this.#answer(["sh", "-euc", IMPORT], userDefinitions(this.account, user, password));
  }

  async drop(user: string): Promise<void> {
    if ((await this.users()).includes(user)) await this.#run(["delete_user", user]);
  }

  async #run(words: readonly string[]): Promise<string[]> {
    return this.#answer(["rabbitmqctl", "--silent", ...words]);
  }

  async #answer(words: readonly string[], input?: string): Promise<string[]> {
    const { exitCode, output } = await exec(this.container, words, {
      seconds: SECONDS,
      ...(input === undefined ? {} : { input: `${input}\n` }),
    });
    if (exitCode === 0) return output.split("\n").filter((line) => line !== "");
    throw new Error(`${this.account.service} refused a command about its users:\n${output}`);
  }
}

/** Reads one line. From its standard input the command itself reads nothing where Erlang is of version 29. */
const IMPORT = `file=$(mktemp)
trap 'rm -f "$file"' EXIT
head -n 1 >"$file"
rabbitmqctl --silent import_definitions "$file"`;
