import { userName, versionOfUser } from "../systems/secretVersions";
import type { Account } from "../systems/system";
import { type Server, type Superuser, serverIn } from "./accounts/server";
import { type Container, connect, type Docker } from "./docker";
import { holdersOf } from "./holders";
import { findRunning } from "./listService";

/** What the actions `account` and `drop-account` are told. */
export interface AccountVersion {
  readonly stack: string;
  readonly secret: string;
  readonly version: number;
  readonly account: Account;
  /** Left out for a server that asks for none. */
  readonly superuser?: Superuser;
  /** The user's password. */
  readonly value: string;
}

type Say = (line: string) => void;

/**
 * Makes the user of a secret's version. Users of versions that no container knows any more go: a server that was not there when
 * they were to be dropped has kept them.
 */
export async function makeAccount(wanted: AccountVersion, say: Say, docker: Docker = connect()): Promise<void> {
  const { account, superuser, secret, stack, version, value } = wanted;
  const container = await serverContainer(docker, stack, account);
  if (!container)
    throw new Error(`no container of ${account.service} runs, so that it has no user ${account.name} yet`);
  const server = serverIn(container, account, superuser);
  await server.make(userName(account, version), value);
  say(`${account.service} has the user ${userName(account, version)}`);
  const held = (await holdersOf(docker, stack, secret)).map((holder) => holder.version);
  await dropOthers(server, account, new Set([version, ...held]), say);
}

/** Drops the user of a secret's version, unless a running container may still log in as it. */
export async function dropAccount(unwanted: AccountVersion, say: Say, docker: Docker = connect()): Promise<void> {
  const { account, superuser, secret, stack, version } = unwanted;
  const user = userName(account, version);
  const holders = (await holdersOf(docker, stack, secret)).filter((each) => each.running && each.version === version);
  if (holders.length > 0)
    throw new Error(
      stillHeld(
        user,
        unwanted,
        holders.map(({ container }) => container),
      ),
    );
  const container = await serverContainer(docker, stack, account);
  if (!container)
    return say(`${account.service} does not run, so ${user} stays in its data until another takes its place`);
  await serverIn(container, account, superuser).drop(user);
  say(`${account.service} has no user ${user} any more`);
}

/** The running container that stores an account's users. */
export async function serverContainer(
  docker: Docker,
  stack: string,
  { service }: Account,
): Promise<Container | undefined> {
  const found = await findRunning(docker, stack, service);
  return found && docker.getContainer(found.Id);
}

async function dropOthers(server: Server, account: Account, kept: ReadonlySet<number>, say: Say) {
  for (const user of await server.users()) {
    const version = versionOfUser(account, user);
    if (version === undefined || kept.has(version)) continue;
    await server.drop(user);
    say(`${account.service} has no user ${user} any more`);
  }
}

const stillHeld = (user: string, { secret, version }: AccountVersion, containers: readonly string[]) =>
  `the user ${user} is not dropped, because a running container holds version ${version} of ${secret}: ${containers.join(", ")}. ` +
  `Stop it (docker stop ${containers.join(" ")}) and deploy again.`;
