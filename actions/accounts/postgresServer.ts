import type { PostgresRole } from "../../systems/system";
import { type Container, exec } from "../docker";
import { dropUser, listUsers, makeUser, setPassword } from "./postgresStatements";
import { scramVerifier } from "./scram";
import { SECONDS, type ServerWithSuperuser, type Superuser } from "./server";

/** Postgres, spoken to by psql over the local socket, which asks for no password. */
export class PostgresServer implements ServerWithSuperuser {
  constructor(
    readonly container: Container,
    readonly account: PostgresRole,
    readonly superuser: Pick<Superuser, "name">,
  ) {}

  async users(): Promise<string[]> {
    return (await this.#run(listUsers(this.account))).split("\n");
  }

  async make(user: string, password: string): Promise<void> {
    await this.#run(makeUser(this.account, user, scramVerifier(password)));
  }

  async drop(user: string): Promise<void> {
    await this.#run(dropUser(this.account, user));
  }

  async accept(password: string): Promise<void> {
    await this.#run(setPassword(this.account.name, scramVerifier(password)));
  }

  async insist(): Promise<void> {}

  async #run(statements: string): Promise<string> {
    const { service, database } = this.account;
    const psql = ["psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set", "ON_ERROR_STOP=1"];
    const words = [...psql, "--username", this.superuser.name, "--dbname", database];
    const { exitCode, output } = await exec(this.container, words, {
      seconds: SECONDS,
      input: `${statements}\n\\q\n`,
    });
    if (exitCode !== 0) throw new Error(`${service} refused a statement about its users:\n${withoutVerifiers(output)}`);
    return output;
  }
}

const withoutVerifiers = (text: string) => text.replace(/SCRAM-SHA-256\$[^']*/g, "...");
