import type { Account, PostgresRole, RedisUser } from "../../systems/system";
import type { Container } from "../docker";
import { PostgresServer } from "./postgresServer";
import { RabbitmqServer } from "./rabbitmqServer";
import { RedisServer } from "./redisServer";

/** The user by which a server's other users are made. */
export interface Superuser {
  readonly name: string;
  /** Path of its password's file in the server's container. */
  readonly passwordFile: string;
}

/** A running server that stores users. Every call may be made again after one that was cut off. */
export interface Server {
  /** Names of its users, at least those of the account's versions. */
  users(): Promise<string[]>;
  /** Makes a user, or puts the one that is there right. */
  make(user: string, password: string): Promise<void>;
  /** Drops a user; one that is gone stays so. */
  drop(user: string): Promise<void>;
}

/** A server whose superuser's password can change while it runs. */
export interface ServerWithSuperuser extends Server {
  /** Lets the account's own user in with a new password and, where the server can, still with the one that it had. */
  accept(password: string): Promise<void>;
  /** From here on only the password that was accepted last is one. */
  insist(password: string): Promise<void>;
}

/** The server in a container that stores an account; the superuser is left out for one that asks for none. */
export function serverIn(container: Container, account: Account, superuser?: Superuser): Server {
  if (account.kind === "rabbitmq-user") return new RabbitmqServer(container, account);
  if (!superuser) throw new Error(`${account.service} makes users only for its superuser, and none is known`);
  return serverWithSuperuser(container, account, superuser);
}

/** The server in a container, as its superuser sees it. */
export function serverWithSuperuser(
  container: Container,
  account: PostgresRole | RedisUser,
  superuser: Superuser,
): ServerWithSuperuser {
  return account.kind === "postgres-role"
    ? new PostgresServer(container, account, superuser)
    : new RedisServer(container, account, superuser);
}

/** How long a server may take for one call. */
export const SECONDS = 60;
