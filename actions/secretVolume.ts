import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { label } from "../systems/labels";
import { versionsIn } from "../systems/secretVersions";
import { archive, type Entry } from "./archive";
import type { Container, Docker } from "./docker";

const SCRATCH = "roadstead/scratch:empty";
const FOLDER = "/secret";

/** The files of a volume, reached through a container that never starts. */
export class SecretVolume {
  readonly #container: Container;

  constructor(container: Container) {
    this.#container = container;
  }

  /** Contents by path. */
  async read(): Promise<ReadonlyMap<string, string>> {
    return contents(await this.#container.getArchive({ path: FOLDER }));
  }

  /** Writes files and folders; files that are there already are replaced. */
  async write(entries: readonly Entry[]): Promise<void> {
    await this.#container.putArchive(await archive(entries), { path: FOLDER });
  }
}

/** Works on a volume, and leaves nothing behind but what it has written there. */
export async function onSecretVolume<T>(
  docker: Docker,
  { stack, volume }: { readonly stack: string; readonly volume: string },
  work: (volume: SecretVolume) => Promise<T>,
): Promise<T> {
  await ensureScratch(docker);
  const container = await docker.createContainer({
    Image: SCRATCH,
    Cmd: ["-"],
    Labels: { [label.stack]: stack },
    HostConfig: { Binds: [`${volume}:${FOLDER}`] },
  });
  return work(new SecretVolume(container)).finally(() => container.remove());
}

/** A running container, not of the stack itself, that mounts a version of a secret. */
export interface Guest {
  /** Docker's name. */
  readonly container: string;
  readonly version: number;
}

/** Who else mounts the versions of a stack's secret. */
export async function guestsOf(docker: Docker, stack: string, secret: string): Promise<Guest[]> {
  const { Volumes } = await docker.listVolumes({ filters: { label: [`${label.stack}=${stack}`] } });
  const versions = Volumes.flatMap(({ Name, Labels }) => {
    const version = versionsIn(Labels?.[label.secrets] ?? "").get(secret);
    return version === undefined ? [] : [{ volume: Name, version }];
  });
  const guests = versions.map(async ({ volume, version }) => {
    const containers = await docker.listContainers({ filters: { volume: [volume] } });
    const others = containers.filter(({ Labels }) => Labels[label.stack] !== stack);
    return others.map(({ Names }) => ({ container: (Names[0] ?? "").slice(1), version }));
  });
  return (await Promise.all(guests)).flat();
}

/** Docker's archive begins each path with the folder's own name. */
async function contents(stream: NodeJS.ReadableStream): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const tar = extract();
  stream.pipe(tar);
  for await (const entry of tar) {
    const content = await text(entry);
    if (entry.header.type === "file") files.set(entry.header.name.replace(/^[^/]*\//, ""), content);
  }
  return files;
}

/** An image without a single file, so that no image has to be pulled only to reach a volume. */
async function ensureScratch(docker: Docker): Promise<void> {
  const [repo, tag] = SCRATCH.split(":");
  const found = await docker.listImages({ filters: { reference: [SCRATCH] } });
  if (found.length > 0) return;
  const stream = await docker.importImage(Buffer.alloc(1024) as unknown as string, { repo, tag });
  await new Promise((resolve, reject) => docker.modem.followProgress(stream, (e) => (e ? reject(e) : resolve(null))));
}
