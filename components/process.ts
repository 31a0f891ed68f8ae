import { secretFolder, secretPath } from "../systems/secretMount";
import { userName } from "../systems/secretVersions";
import { type Limits, type SecretMount, type Service, secretVariable } from "../systems/system";
import type { Image } from "./image";
import type { Secret } from "./secret";

/** What services and jobs have in common. */
export interface ProcessArgs {
  stack: string;
  definition: Pick<
    Service,
    "secrets" | "capabilities" | "tmpfs" | "readOnlyRoot" | "stopGraceSeconds" | "entrypoint" | "command" | "user"
  >;
  /** All variables but those that name secret files. */
  environment: Readonly<Record<string, string>>;
  limits: Limits;
  image: Image;
  /** The system's secrets by name; the process gets those that its definition mounts. */
  secrets: Readonly<Record<string, Secret>>;
}

/** The part of a container's arguments that says what runs in it, with its secrets as files. */
export function processOf(name: string, args: ProcessArgs) {
  const { stack, definition, image, limits } = args;
  const files = (definition.secrets ?? []).map((mount) => secretFile(mount, args.secrets[mount.name] as Secret));
  return {
    stack,
    service: name,
    image,
    limits,
    capabilities: definition.capabilities ?? [],
    tmpfs: definition.tmpfs ?? [],
    readOnlyRoot: definition.readOnlyRoot ?? true,
    stopGraceSeconds: graceOf(definition),
    secrets: files.map(({ secret }) => secret),
    definition: {
      ...(definition.entrypoint === undefined ? {} : { entrypoints: [...definition.entrypoint] }),
      ...(definition.command === undefined ? {} : { command: [...definition.command] }),
      ...(definition.user === undefined ? {} : { user: definition.user }),
      envs: environment(args, files),
    },
    volumes: files.map(({ volume }) => volume),
  };
}

/** Seconds between SIGTERM and SIGKILL. */
export const graceOf = ({ stopGraceSeconds = 10 }: Pick<Service, "stopGraceSeconds">) => stopGraceSeconds;

/** A secret as a file on its version's volume, and the name of the user whose password it is. */
function secretFile(mount: SecretMount, secret: Secret) {
  const file = `${secretVariable(mount)}=${secretPath(mount)}`;
  const { account, version } = secret;
  const user = mount.userVariable && account ? [`${mount.userVariable}=${userName(account, version)}`] : [];
  return {
    secret,
    variables: [file, ...user],
    volume: { volumeName: secret.volumeName, containerPath: secretFolder(mount), readOnly: true },
  };
}

function environment({ environment: plain }: ProcessArgs, files: readonly { variables: string[] }[]): string[] {
  const variables = Object.entries(plain).map(([key, value]) => `${key}=${value}`);
  return [...variables, ...files.flatMap(({ variables: own }) => own)].sort();
}
