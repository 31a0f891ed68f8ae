import type { RedisUser } from "../../systems/system";
import { type Container, exec } from "../docker";
import { addPassword, dropUser, LIST_USERS, makeUser, SAVE, setPassword } from "./redisCommands";
import { SECONDS, type ServerWithSuperuser, type Superuser } from "./server";

/** Logs in with the password of the file, without it ever being an argument or a variable of a process. */
const CLIENT = `{ printf 'AUTH %s %s\\n' "$1" "$(cat "$2")"; sed '/^QUIT$/q'; } | redis-cli`;

/** Redis, spoken to by redis-cli in its own container. */
export class RedisServer implements ServerWithSuperuser {
  constructor(
    readonly container: Container,
    readonly account: RedisUser,
    readonly superuser: Superuser,
  ) {}

  async users(): Promise<string[]> {
    return this.#run([LIST_USERS]);
  }

  async make(user: string, password: string): Promise<void> {
    await this.#change(makeUser(this.account, user, password));
  }

  async drop(user: string): Promise<void> {
    await this.#change(dropUser(user));
  }

  async accept(password: string): Promise<void> {
    await this.#change(addPassword(this.account.name, password));
  }

  async insist(password: string): Promise<void> {
    await this.#change(setPassword(this.account.name, password));
  }

  async #change(command: string): Promise<void> {
    await this.#run([command, SAVE]);
  }

  /** Lines of the answers, less the one to the login. */
  async #run(commands: readonly string[]): Promise<string[]> {
    const words = ["sh", "-euc", CLIENT, "-", this.superuser.name, this.superuser.passwordFile];
    const { exitCode, output } = await exec(this.container, words, {
      seconds: SECONDS,
      input: `${commands.join("\n")}\nQUIT\n`,
    });
    const [login, ...lines] = output.split("\n");
    const refusal = [login ?? "", ...lines].find((line) => /^(\(error\) )?[A-Z]{2,} /.test(line));
    if (exitCode === 0 && login === "OK" && !refusal) return lines;
    throw new Error(`${this.account.service} refused a command about its users:\n${withoutHashes(output)}`);
  }
}

const withoutHashes = (text: string) => text.replace(/#[0-9a-f]{64}/g, "...");
