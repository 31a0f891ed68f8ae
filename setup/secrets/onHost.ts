import { text } from "node:stream/consumers";
import type Docker from "dockerode";
import { extract } from "tar-stream";
import { ignore } from "../../actions/docker";
import { type Holder, holdersOf } from "../../actions/holders";
import { findRunning } from "../../actions/listService";
import { VERSION_FILE } from "../../actions/secretFiles";
import { label } from "../../systems/labels";
import { secretFolder } from "../../systems/secretMount";
import { versionsIn } from "../../systems/secretVersions";
import type { Secret } from "../../systems/system";

/** What a host has of a secret. */
export interface OnHost {
  /** Its versions, oldest first. */
  readonly versions: readonly HostVersion[];
  readonly holders: readonly Holder[];
}

export interface HostVersion {
  readonly version: number;
  /** When it came to the host. */
  readonly since: Date;
}

/** Asks a stack's Docker daemon for the versions of a secret and who holds them; never for a value. */
export async function onHost(docker: Docker, stack: string, name: string, definition: Secret): Promise<OnHost> {
  const account = definition.kind === "generated" ? definition.account : undefined;
  if (account?.superuser) return inPlace(docker, stack, name, account.service);
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${label.stack}=${stack}`] } });
  const versions = Volumes.flatMap((volume) => {
    const version = versionsIn(volume.Labels[label.secrets] ?? "").get(name);
    const { CreatedAt = 0 } = volume as { CreatedAt?: string };
    return version === undefined ? [] : [{ version, since: new Date(CreatedAt) }];
  });
  return {
    versions: versions.sort((a, b) => a.version - b.version),
    holders: await holdersOf(docker, stack, name),
  };
}

/** A superuser's password has no version in a label, since no container is replaced for it: a file beside it says which it is. */
async function inPlace(docker: Docker, stack: string, name: string, service: string): Promise<OnHost> {
  const server = await findRunning(docker, stack, service);
  if (!server) return { versions: [], holders: [] };
  const path = `${secretFolder({ name })}/${VERSION_FILE}`;
  const archive = await docker.getContainer(server.Id).getArchive({ path }).catch(ignore(404));
  const found = archive && (await versionFile(archive));
  if (!found) return { versions: [], holders: [] };
  const container = (server.Names[0] ?? "").slice(1);
  return { versions: [found], holders: [{ container, service, version: found.version, running: true }] };
}

async function versionFile(archive: NodeJS.ReadableStream): Promise<HostVersion | undefined> {
  const tar = extract();
  archive.pipe(tar);
  for await (const entry of tar) {
    const version = Number(await text(entry));
    return { version, since: entry.header.mtime ?? new Date(0) };
  }
  return undefined;
}
