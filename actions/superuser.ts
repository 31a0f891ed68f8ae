import type { SecretReader } from "../systems/secretMount";
import type { SuperuserAccount } from "../systems/system";
import { serverContainer } from "./account";
import { type Superuser, serverWithSuperuser } from "./accounts/server";
import { connect, type Docker } from "./docker";
import { filesInPlace } from "./secretFiles";
import { onSecretVolume } from "./secretVolume";

/** What the action `superuser` is told. */
export interface SuperuserPassword {
  readonly stack: string;
  readonly version: number;
  readonly account: SuperuserAccount;
  readonly superuser: Superuser;
  /** Docker volume of the password's file. */
  readonly volume: string;
  readonly readers: readonly SecretReader[];
  readonly value: string;
}

/**
 * Changes a superuser's password in the running server, and its file. The file is right at every instant: the server lets in by
 * the new password before the file holds it, and by the former one until after that.
 */
export async function changeSuperuser(
  wanted: SuperuserPassword,
  say: (line: string) => void,
  docker: Docker = connect(),
): Promise<void> {
  const { stack, version, account, superuser, volume, readers, value } = wanted;
  const container = await serverContainer(docker, stack, account);
  if (!container) throw new Error(`no container of ${account.service} runs, so ${account.name} keeps its password`);
  const server = serverWithSuperuser(container, account, superuser);
  await server.accept(value);
  await onSecretVolume(docker, { stack, volume }, (mounted) => mounted.write(filesInPlace(version, value, readers)));
  await server.insist(value);
  say(`${account.service} knows ${account.name} by version ${version} of its password`);
}
