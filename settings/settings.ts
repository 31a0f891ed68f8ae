import type { Store } from "../systems/store";
import type { Limits, Secret, System } from "../systems/system";
import type { CloudflareMode, TlsMode } from "./tls";

/** Everything a stack decides about its system: checked, complete, plain data. Secret values are not in here. */
export interface Settings {
  readonly stack: string;
  /** Without the parts that the stack leaves out. */
  readonly system: System;
  readonly runtime: "docker";
  /** Address of the Docker daemon, in Docker's own notation. */
  readonly host: string;
  readonly ports: Ports;
  /** How the stack answers HTTPS. Left out: it answers plain HTTP. */
  readonly tls?: TlsSettings;
  /** How Cloudflare connects to the host, where it stands before it. */
  readonly cloudflareSsl?: CloudflareMode;
  /** The stack's internal network, a /24: Docker allocates from the lower half, fixed addresses are in the upper. */
  readonly subnet: string;
  readonly services: Readonly<Record<string, ServiceSettings>>;
  readonly jobs: Readonly<Record<string, ProcessSettings>>;
  readonly staticVolumes: Readonly<Record<string, StaticVolumeSettings>>;
  readonly proxy: ProxySettings;
  /** The stores that services and jobs connect to, by name; those that somebody else runs are no services of the system here. */
  readonly stores: Readonly<Record<string, StoreSettings>>;
  readonly secrets: Readonly<Record<string, SecretSettings>>;
  /** What must stay free on the host's disk beside the images that a deploy brings; with 0 nothing is checked. */
  readonly diskReserveBytes: number;
  /** The CPU limits of a deploy may add up to this many times the host's processors: they are caps, and most services idle. */
  readonly cpuOvercommit: number;
  /** What is in order and yet should be known, a sentence or two each. */
  readonly warnings: readonly string[];
}

/** Where the proxy listens on the host. */
export interface Ports {
  readonly http: number;
  /** Used only with TLS. */
  readonly https: number;
  readonly address: string;
}

/** HTTPS; what comes to the other port is sent on to it. The private key of given files is not in here. */
export interface TlsSettings {
  readonly mode: TlsMode;
  /** Host names that the certificate is for; the first one is where the stack answers. */
  readonly names: readonly string[];
  /** How long browsers are told to ask by HTTPS only; with 0 they are not told. */
  readonly hstsSeconds: number;
  /** Where an ACME authority may write to. */
  readonly email?: string;
  /** Of an ACME authority. Default: Let's Encrypt. */
  readonly directory?: string;
  /** Authority of that directory's own certificate, PEM. Default: those that the images trust. */
  readonly root?: string;
  /** The given certificate, PEM. */
  readonly certificate?: string;
}

/** The parameters of one job, or of one service, the system's and the stack's put together. */
export interface ProcessSettings {
  readonly image: ImageChoice;
  readonly environment: Readonly<Record<string, string>>;
  readonly limits: Limits;
}

/** The parameters of one service. */
export interface ServiceSettings extends ProcessSettings {
  readonly replicas: number;
  /** Entries of its configuration, where it has one. */
  readonly configuration?: Readonly<Record<string, string>>;
}

/** The parameters of one static volume. */
export interface StaticVolumeSettings {
  readonly image: ImageChoice;
}

export type ImageChoice = BuildImage | PullImage;

/** Built on the host that runs it. */
export interface BuildImage {
  readonly kind: "build";
  readonly context: string;
  readonly dockerfile: string;
}

/** Pulled under the name that is given, a digest included. */
export interface PullImage {
  readonly kind: "pull";
  readonly name: string;
}

export interface ForwarderSettings {
  readonly image: PullImage;
  readonly limits: Limits;
}

export interface ProxySettings {
  readonly image: PullImage;
  readonly limits: Limits;
  /** What stands before it, so that another one can start beside it. Left out: it stops first, with a gap of about a second. */
  readonly forwarder?: ForwarderSettings;
  /** Headers added to every response. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bodyLimitBytes: number;
  /** Seconds that requests, WebSockets and streams under way may go on once traffic has moved, where a route says nothing else. */
  readonly drainSeconds: number;
}

/** A database or queue. */
export type StoreSettings = Required<Store> & {
  /** Whether somebody else runs it. */
  readonly external: boolean;
};

export type SecretSettings = Secret & { readonly version: number };
