import type { Connection, Store } from "./store";
import type { UpdateOrder } from "./updateOrder";

/** What one stack runs. Data only: the settings of a stack fill in the parameters, the components make the resources. */
export interface System {
  readonly name: string;
  readonly services: Readonly<Record<string, Service>>;
  /** What runs to completion before services that need it. A name is that of one service, job or static volume only. */
  readonly jobs: Readonly<Record<string, Job>>;
  /** Files that the proxy serves by itself. */
  readonly staticVolumes: Readonly<Record<string, StaticVolume>>;
  /**
   * What is deployed alone with `--only`: names of services, jobs and static volumes by surface, in the order in which a
   * release of everything moves them. What is in no surface moves only with a whole release, or where a service of it needs it.
   */
  readonly surfaces: Readonly<Record<string, readonly string[]>>;
  readonly proxy: Proxy;
  readonly secrets: Readonly<Record<string, Secret>>;
  /**
   * Values that no stack but `local` and `local-*` may give a variable, such as `SM_ENVIRONMENT: ["development"]`. Default: none.
   */
  readonly unfit?: Readonly<Record<string, readonly string[]>>;
}

/** A long-running process, one container per replica. */
export interface Service {
  readonly image: BuiltImage | BaseImage;
  /** In place of the image's own. Default: the image's. */
  readonly entrypoint?: readonly string[];
  readonly command?: readonly string[];
  /** Variables that every stack sets; a stack file's `environment.<service>` adds to them and wins. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly SecretMount[];
  readonly volumes?: readonly VolumeMount[];
  /** A file that the process rereads on a signal. */
  readonly configuration?: Configuration;
  /** Liveness: how Docker, and a deploy where there is no `readiness`, asks whether the process works. */
  readonly healthcheck: Healthcheck;
  /** How a deploy asks whether it can take traffic, so that it is let in. Default: the healthcheck. */
  readonly readiness?: Readiness;
  /** Port on which it speaks HTTP. With one, other services reach it as `http://<service>:<port>` through the proxy. */
  readonly http?: Http;
  /** Ports of the host that it owns, beside the proxy's. Default: none. */
  readonly publish?: readonly PublishedPort[];
  /** Databases and queues that it connects to. Default: none that a stack may put elsewhere or count connections of. */
  readonly connects?: readonly Connection[];
  /** What it is to those that connect to it. A stack may use one of somebody else's in its place. Default: nothing of the kind. */
  readonly store?: Store;
  /** Name of a schedule that it keeps: one service alone does, and is `exactly-one`. Default: it keeps none. */
  readonly schedule?: string;
  /** Seconds that its longest task may take; a shorter stop grace period is warned of. Default: not known. */
  readonly longestTaskSeconds?: number;
  /** Variables by which it keeps files in a bucket instead of on a volume: a stack sets all of them or none. Default: none. */
  readonly bucket?: readonly string[];
  /** Stateful services that must answer, and jobs that must have completed, before this one starts. */
  readonly needs?: readonly string[];
  /** `scalable` may run in any number of copies, `exactly-one` never in two at one instant. Default: `scalable`. */
  readonly instances?: "scalable" | "exactly-one";
  /**
   * Whether a new container runs before the former one stops. Default: `stop-first` for what owns a host port or a volume, or is
   * exactly one, and `start-first` for all else, since two of those would be in each other's way.
   */
  readonly updateOrder?: UpdateOrder;
  /** Number of containers where the stack file says no other. Default: 1. */
  readonly replicas?: number;
  readonly limits: Limits;
  /** Seconds between SIGTERM and SIGKILL. Default: 10. */
  readonly stopGraceSeconds?: number;
  /** Mount the root file system read-only. Default: true. */
  readonly readOnlyRoot?: boolean;
  /** Directories in memory, writable under a read-only root, each at most 64 MiB. */
  readonly tmpfs?: readonly string[];
  /** Linux capabilities kept; all others are dropped. Default: none. */
  readonly capabilities?: readonly string[];
  /** `uid:gid` or name that the process runs as. Default: what the image says. */
  readonly user?: string;
}

/** Runs to completion, once for each release that changes what it is made of. */
export interface Job
  extends Pick<
    Service,
    "environment" | "secrets" | "connects" | "readOnlyRoot" | "tmpfs" | "capabilities" | "user" | "stopGraceSeconds"
  > {
  /** Of a service in the same release, or one of its own. */
  readonly image: { readonly service: string } | BuiltImage | BaseImage;
  readonly command: readonly string[];
  /** Stateful services that must answer, and jobs that must have completed, before it runs. */
  readonly needs?: readonly string[];
  readonly limits: Limits;
  /** Seconds that one try may take. Default: 300. */
  readonly timeoutSeconds?: number;
  /** How often it is run until it succeeds. Default: 3. */
  readonly tries?: number;
  /** Seconds before the second try; each further wait is twice as long. Default: 2. */
  readonly backoffSeconds?: number;
}

/** Built from source in a stack that names no image for the service. */
export interface BuiltImage {
  /** Build context, relative to the project's root. */
  readonly context: string;
  /** Dockerfile, relative to the context. */
  readonly dockerfile: string;
}

/** An ordinary image, pulled by name where the stack file does not say another. */
export interface BaseImage {
  readonly name: string;
}

export interface Http {
  readonly port: number;
  /** Path that answers 2xx while the process works, and when the service can take traffic where `readiness` names no other. */
  readonly healthPath: string;
  /**
   * Variable that holds the proxy's address, so that the process believes the X-Forwarded headers of nobody else. Default: it is
   * not told.
   */
  readonly proxyVariable?: string;
}

export interface Healthcheck {
  /** Docker's form: `["CMD", ...]` or `["CMD-SHELL", "..."]`. */
  readonly test: readonly string[];
  /** Seconds between two of Docker's own probes. Default: 10. */
  readonly intervalSeconds?: number;
  /** Seconds one probe may take. Default: 3. */
  readonly timeoutSeconds?: number;
  /** Failures in a row until Docker says `unhealthy`. Default: 3. */
  readonly retries?: number;
  /** Seconds a new container may take until it first answers; a deploy fails after them. Default: 30. */
  readonly budgetSeconds?: number;
}

/** A probe of what a process needs to serve, such as its database. Docker never restarts anything for it. */
export interface Readiness extends Pick<Healthcheck, "test" | "timeoutSeconds" | "budgetSeconds"> {
  /** Path that answers 2xx when the service can take traffic; the cutover asks for it through the proxy. Default: `http.healthPath`. */
  readonly path?: string;
}

/**
 * A file that a process rereads on a signal: a change of it is written and signalled, and replaces nothing. It takes effect at
 * once, before the rest of a deploy. What the process takes only at its start belongs in its command.
 */
export interface Configuration {
  /** Absolute path in the container. Its folder is a volume, which holds no other file. */
  readonly path: string;
  /** Signal to the container's main process, such as `SIGHUP`. */
  readonly signal: string;
  /** Lines before the entries. Default: none. */
  readonly head?: string;
  /** Values by key, a `key = 'value'` line each; a stack file's `configuration.<service>` adds to them and wins. */
  readonly entries: Readonly<Record<string, string>>;
  /** Key of one more entry, whose value is the file's digest: by it the process tells which file it has taken. */
  readonly digestKey: string;
  /** In Docker's form, whether the process would take the file whose path is in `FILE`. Asked before the file replaces the former. */
  readonly check: readonly string[];
  /** In Docker's form, whether the process has taken the file whose digest is in `DIGEST`. Asked after the signal, for 10 s. */
  readonly taken: readonly string[];
}

export interface Limits {
  /** Mebibytes. */
  readonly memoryMiB: number;
  /** Processors, in fractions. */
  readonly cpus: number;
}

export interface VolumeMount {
  /** Name within the system; the Docker volume is `<stack>_<name>`. */
  readonly name: string;
  readonly path: string;
  /** Whether several containers may write to it at once, as to a folder of uploads. Default: it has one writer. */
  readonly shared?: true;
}

/** Address of the host that only the host itself reaches. */
export const LOOPBACK = "127.0.0.1";

/** A port of the host that leads straight to a container, as for an administrator's page. */
export interface PublishedPort {
  /** In the container. */
  readonly port: number;
  readonly hostPort: number;
  /** Address of the host that it listens on. Default: 127.0.0.1. */
  readonly address?: string;
}

export interface SecretMount {
  /** Secret of the system; the container finds it as a file under `/run/secrets/<name>/` and its path in a variable. */
  readonly name: string;
  /** Numeric owner of the file. Default: 0. */
  readonly uid?: number;
  /** Permission bits of the file. Default: 0o400, so that its owner alone reads it. */
  readonly mode?: number;
  /** Variable that holds the file's path. Default: the name in capitals with `_FILE`. */
  readonly variable?: string;
  /** Variable that holds the name of the user to log in as, where the secret is an account's. Default: the container is not told. */
  readonly userVariable?: string;
}

/** A static site, or part of one: each release in a folder of its own on a volume, switched by one rename. */
export interface StaticVolume {
  /** Image that holds the files; it never runs. */
  readonly image: BuiltImage | BaseImage;
  /** Folder of the image that holds the files, such as `/app/dist`. */
  readonly folder: string;
  /** Path prefix under which they are served, beginning and ending with `/`. */
  readonly path: string;
  /**
   * Folders below `path` whose file names hold a hash of the content, such as `assets/`; empty text for all. They are served for a
   * year, and those of the newest five releases stay. Default: none.
   */
  readonly hashed?: readonly string[];
  /** File that answers where no other does, such as `index.html` for an application that routes in the browser. Default: 404. */
  readonly fallback?: string;
  /** File of the service worker, which is stamped with the release. Default: there is none. */
  readonly serviceWorker?: string;
}

/** The variable that holds the path of a mounted secret. */
export const secretVariable = ({ name, variable }: SecretMount) => variable ?? `${name.toUpperCase()}_FILE`;

/** All variables that a mounted secret sets. */
export const secretVariables = (mount: SecretMount) => [
  secretVariable(mount),
  ...(mount.userVariable ? [mount.userVariable] : []),
];

/** What containers find in a file of their own. Each version is a value of its own. */
export type Secret = GeneratedSecret | ProvidedSecret;

/** Set with `pulumi config set --secret`. */
export interface ProvidedSecret {
  readonly kind: "provided";
  /** Whether it signs or encrypts, so that a short or guessable one is refused. Default: it is whatever a third party gave. */
  readonly key?: true;
}

/** Derives from the stack's root key, the secret's name and its version. */
export interface GeneratedSecret {
  readonly kind: "generated";
  /**
   * The file holds a key a line: the active one, the next one and the former one, the last two to verify only. A rotation then
   * signs nobody out, and the second one ends what was signed before the first. Default: the file holds one value.
   */
  readonly ring?: true;
  /** The user whose password it is. Default: it is nobody's. */
  readonly account?: Account;
}

/** A user that a stateful service stores. */
export type Account = PostgresRole | RedisUser | RabbitmqUser;

/** One by which a server's others are made. */
export type SuperuserAccount = PostgresRole | RedisUser;

interface AnyAccount {
  /** Stateful service that stores it. */
  readonly service: string;
  /** Each version of the secret has a user of its own, `<name>_<version>`; a superuser is `<name>` itself. */
  readonly name: string;
}

interface MayBeSuperuser {
  /**
   * The user by which the others are made; each Postgres and Redis that stores accounts has one. Its password changes in place,
   * so only the service itself mounts it. Default: it is an ordinary user.
   */
  readonly superuser?: true;
}

/** Users log in as `<name>_<version>` and act as the role `<name>`, which owns the database and all that they make in it. */
export interface PostgresRole extends AnyAccount, MayBeSuperuser {
  readonly kind: "postgres-role";
  readonly database: string;
}

/** A Redis ACL user, kept in the server's `aclfile`. */
export interface RedisUser extends AnyAccount, MayBeSuperuser {
  readonly kind: "redis-user";
  /** ACL rules in Redis's notation. Default: all keys and channels, and all commands but administration. */
  readonly rules?: readonly string[];
}

/** A user of RabbitMQ, which needs no superuser: its own commands in its container ask for no password. */
export interface RabbitmqUser extends AnyAccount {
  readonly kind: "rabbitmq-user";
  readonly superuser?: never;
  /** Default: `/`. */
  readonly vhost?: string;
  /** Regular expressions of the names that it may configure, write to and read from. Default: all. */
  readonly permissions?: { readonly configure: string; readonly write: string; readonly read: string };
}

/** The programs that may stand before a system. */
export type ProxyKind = "nginx" | "caddy";

/** The program that stands before a system. */
export const proxyKind = ({ proxy }: Pick<System, "proxy">): ProxyKind => proxy.kind ?? "nginx";

/** The only way in: it publishes the stack's port and routes by path. */
export interface Proxy {
  /** Default: nginx. */
  readonly kind?: ProxyKind;
  readonly image: BaseImage;
  /**
   * `start-first` has another proxy start beside the one that serves, behind a forwarder that owns the ports: its replacement fails no
   * request, at the price of one more container and one more hop. A stack may choose otherwise. Default: stop-first.
   */
  readonly updateOrder?: UpdateOrder;
  readonly routes: readonly Route[];
  readonly limits: Limits;
}

export interface Route {
  /** Path prefix, beginning with `/`. */
  readonly path: string;
  readonly service: string;
  /**
   * Seconds that requests, WebSockets and event streams under way may go on once traffic has moved; the container that serves them
   * stops after that. Default: the stack's `proxy.drain`.
   */
  readonly drainSeconds?: number;
}
