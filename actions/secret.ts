import type { SecretReader } from "../systems/secretMount";
import { VERSIONS_KEPT } from "../systems/secretVersions";
import { connect, type Docker } from "./docker";
import { holdersOf } from "./holders";
import { filesInPlace, filesOf, holdsAnother, missingFiles } from "./secretFiles";
import { type Guest, guestsOf, onSecretVolume } from "./secretVolume";

/** What the action `secret` is told. */
export interface SecretVersions {
  readonly stack: string;
  readonly secret: string;
  /** Those that the host keeps, the newest last. */
  readonly versions: readonly SecretVersion[];
  readonly readers: readonly SecretReader[];
  /** Whether neighbouring versions know each other's keys, and others do not. */
  readonly ring: boolean;
  /** Whether the files of the one volume change in place, by another action. */
  readonly inPlace: boolean;
}

interface SecretVersion {
  readonly version: number;
  /** Docker volume. */
  readonly volume: string;
  readonly value: string;
}

/**
 * Writes the files that the volumes of a secret's versions lack. A version never changes its value, since containers hold it:
 * the newest one is refused when it has another.
 */
export async function writeSecret(wanted: SecretVersions, docker: Docker = connect()): Promise<void> {
  const newest = wanted.versions.at(-1);
  if (wanted.ring && newest) await refuseLeap(docker, wanted, newest.version);
  if (!wanted.inPlace) await refuseRetirement(docker, wanted);
  for (const version of wanted.versions) await writeVersion(docker, wanted, version, version === newest);
}

async function writeVersion(docker: Docker, secret: SecretVersions, version: SecretVersion, newest: boolean) {
  const { stack, readers, inPlace } = secret;
  const { value, volume } = version;
  const files = inPlace ? filesInPlace(version.version, value, readers) : filesOf(value, readers);
  await onSecretVolume(docker, { stack, volume }, async (mounted) => {
    const present = await mounted.read();
    if (newest && !inPlace && holdsAnother(present, files)) throw new Error(anotherValue(secret, version));
    const missing = missingFiles(present, files);
    if (missing.length > 0) await mounted.write(missing);
  });
}

async function refuseLeap(docker: Docker, { stack, secret }: SecretVersions, version: number): Promise<void> {
  const running = (await holdersOf(docker, stack, secret)).filter((holder) => holder.running);
  const far = running.find((holder) => Math.abs(holder.version - version) > 1);
  if (far) throw new Error(leap(stack, secret, version, far.version));
}

/** Docker removes no volume that a container mounts; those of the stack itself are replaced before theirs are removed. */
async function refuseRetirement(docker: Docker, { stack, secret, versions }: SecretVersions): Promise<void> {
  const oldest = Math.min(...versions.map(({ version }) => version));
  const guests = (await guestsOf(docker, stack, secret)).filter(({ version }) => version < oldest);
  if (guests.length > 0) throw new Error(guests.map((guest) => retired(stack, secret, oldest, guest)).join("\n"));
}

const anotherValue = ({ stack, secret }: SecretVersions, { version }: SecretVersion) =>
  `version ${version} of ${secret} is on the host with another value, which containers may hold. ` +
  `A new value, or a new root key, takes a new version: ` +
  `bin/pulumi config set --path secrets.${secret}.version ${version + 1} --stack ${stack}`;

function leap(stack: string, secret: string, version: number, held: number): string {
  const next = held < version ? held + 1 : held - 1;
  return (
    `${secret} is to go from version ${held} to ${version}, and what one of them signs the other refuses: all would be signed ` +
    `out. Go one version at a time: bin/pulumi config set --path secrets.${secret}.version ${next} --stack ${stack}`
  );
}

const retired = (stack: string, secret: string, oldest: number, { container, version }: Guest) =>
  `version ${version} of ${secret} is not retired, because ${container}, a running container that is not the stack's, mounts ` +
  `it; with this deploy the host would keep version ${oldest} and later ones. Stop ${container}, or go on to version ` +
  `${version + VERSIONS_KEPT - 1} only: ` +
  `bin/pulumi config set --path secrets.${secret}.version ${version + VERSIONS_KEPT - 1} --stack ${stack}`;
