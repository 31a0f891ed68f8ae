import type { Account } from "../../systems/system";
import type { Container } from "../docker";
import { PostgresServer } from "./postgresServer";
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
  /** Lets the account's own user in with a new password and, where the server can, still with the one that it had. */
  accept(password: string): Promise<void>;
  /** From here on only the password that was accepted last is one. */
  insist(password: string): Promise<void>;
}

/** The server in a container, as the account's superuser sees it. */
export function serverIn(container: Container, account: Account, superuser: Superuser): Server {
  return account.kind === "postgres-role"
    ? new PostgresServer(container, account, superuser)
    : new RedisServer(container, account, superuser);
}

/** How long a server may take for one call. */
export const SECONDS = 60;
