import type { SecretMount, System } from "./system";

/** Who reads a secret's file. */
export interface SecretReader {
  /** Numeric owner. */
  readonly uid: number;
  /** Permission bits. */
  readonly mode: number;
}

const OWNER_READS = 0o400;

/** The owner and mode of a mounted secret's file. */
export const readerOf = ({ uid = 0, mode = OWNER_READS }: SecretMount): SecretReader => ({ uid, mode });

/** The file's name on the secret's volume, where each reader has one: `1000`, or `1000-440` with a mode of its own. */
export const fileName = ({ uid, mode }: SecretReader) =>
  mode === OWNER_READS ? `${uid}` : `${uid}-${mode.toString(8)}`;

/** The folder of a secret in a container. */
export const secretFolder = ({ name }: Pick<SecretMount, "name">) => `/run/secrets/${name}`;

/** The path of a mounted secret's file in its container. */
export const secretPath = (mount: SecretMount) => `${secretFolder(mount)}/${fileName(readerOf(mount))}`;

/** The password of an account, which a process finds, and whose user it learns, by `<prefix>_PASSWORD_FILE` and `<prefix>_USER`. */
export const accountMount = (name: string, uid: number, prefix: string): SecretMount => ({
  name,
  uid,
  variable: `${prefix}_PASSWORD_FILE`,
  userVariable: `${prefix}_USER`,
});

/** Who reads a secret, by what services and jobs mount; each reader once. */
export function readersOf({ services, jobs }: Pick<System, "services" | "jobs">, secret: string): SecretReader[] {
  const mounts = [...Object.values(services), ...Object.values(jobs)].flatMap(({ secrets = [] }) => secrets);
  const readers = mounts.filter(({ name }) => name === secret).map(readerOf);
  const byFile = new Map(readers.map((reader) => [fileName(reader), reader]));
  return [...byFile.values()].sort((a, b) => a.uid - b.uid || a.mode - b.mode);
}

/** A secret as a service or job mounts it. */
export interface Mounted {
  /** Service or job. */
  readonly part: string;
  /** Where the system says it, such as `services.web.secrets[0]`. */
  readonly where: string;
  readonly mount: SecretMount;
}

/** All that services and jobs mount. */
export function mountsOf({ services, jobs }: Pick<System, "services" | "jobs">): Mounted[] {
  return Object.entries({ services, jobs }).flatMap(([kind, parts]) =>
    Object.entries<{ readonly secrets?: readonly SecretMount[] }>(parts).flatMap(([part, { secrets = [] }]) =>
      secrets.map((mount, index) => ({ part, mount, where: `${kind}.${part}.secrets[${index}]` })),
    ),
  );
}
