import { label } from "../systems/labels";
import { archive } from "./archive";
import { connect, type Docker } from "./docker";

/** What the action `secret` is told. */
export interface SecretFile {
  readonly stack: string;
  /** Docker volume of the secret's version. */
  readonly volume: string;
  readonly value: string;
  /** Numeric users that read it: each gets a file of its own, named after it, mode 0400. */
  readonly owners: readonly number[];
}

const SCRATCH = "roadstead/scratch:empty";
const FOLDER = "/secret";

/** Writes a secret's files into its volume, through a container that never starts. */
export async function writeSecret({ stack, volume, value, owners }: SecretFile): Promise<void> {
  const docker = connect();
  await ensureScratch(docker);
  const HostConfig = { Binds: [`${volume}:${FOLDER}`] };
  const container = await docker.createContainer({
    Image: SCRATCH,
    Cmd: ["-"],
    Labels: { [label.stack]: stack },
    HostConfig,
  });
  const files = owners.map((owner) => ({ path: String(owner), content: value, owner, mode: 0o400 }));
  await container.putArchive(await archive(files), { path: FOLDER }).finally(() => container.remove());
}

/** An image without a single file, so that no image has to be pulled only to reach a volume. */
async function ensureScratch(docker: Docker): Promise<void> {
  const [repo, tag] = SCRATCH.split(":");
  const found = await docker.listImages({ filters: { reference: [SCRATCH] } });
  if (found.length > 0) return;
  const stream = await docker.importImage(Buffer.alloc(1024) as unknown as string, { repo, tag });
  await new Promise((resolve, reject) => docker.modem.followProgress(stream, (e) => (e ? reject(e) : resolve(null))));
}
