import * as z from "zod";
import { accountsOf } from "../systems/accounts";
import { withExternal } from "../systems/external";
import { forwarder } from "../systems/forwarder";
import { mountsOf } from "../systems/secretMount";
import { DEFAULT_CONNECTIONS, type Store } from "../systems/store";
import {
  type BaseImage,
  type BuiltImage,
  type Configuration,
  type Job,
  type Secret,
  type Service,
  type System,
  secretVariables,
} from "../systems/system";
import { UPDATE_ORDERS, whyExclusive } from "../systems/updateOrder";
import { without } from "../systems/without";
import { evictionPolicy, oneOf, runtimeName, systemName } from "./choices";
import { remove } from "./commands";
import { dockerHost, thisMachine } from "./hosts";
import { imageByDigest, imageByTagOrDigest } from "./images";
import { entryKey, headerName, variableName } from "./names";
import { ipAddress, privateNetwork } from "./networks";
import { MOST_OVERCOMMIT, processors, wholeNumber } from "./numbers";
import { partLeftOut } from "./parts";
import { leaf, Refusal } from "./refusal";
import { noValue, providedValue, rootKey } from "./secretValues";
import { bodyLimit, diskReserve, GiB, MiB, memoryMiB } from "./sizes";
import { EXAMPLES, storeAddress } from "./storeAddress";
import { entryText, headerText, plainText } from "./texts";
import { acmeDirectory, CLOUDFLARE_MODES, certificateChain, hostName, mailAddress, privateKey, TLS_MODES } from "./tls";

/** A stack file as its schema has read it. */
export type StackFile = z.output<ReturnType<typeof stackFile>>;

/** What a stack file's schema depends on. */
export interface Circumstances {
  readonly systems: Readonly<Record<string, System>>;
  /** The system whose services the file may name. */
  readonly system: System;
  /** Services, jobs and static volumes that the stack leaves out. */
  readonly leftOut: readonly string[];
  /** Services of the system that somebody else runs. */
  readonly external: readonly string[];
  /** Whether the stack is for its developers alone, so that weak keys do. */
  readonly developers: boolean;
  /** Whether the stack builds images, so that none need be named. */
  readonly builds: boolean;
  /** Whether a missing root key is still in order. */
  readonly preview: boolean;
  /** Whether values of secrets and addresses may be missing too, as where the file is only looked through. Default: false. */
  readonly draft?: boolean;
}

/** Two years, beyond which no browser's list of such hosts asks. */
const MOST_HSTS = 2 * 365 * 86_400;

/** A stack file's schema; each refusal says what was expected and how to mend it. */
export function stackFile(circumstances: Circumstances) {
  const { systems, system: declared, leftOut, external, developers, builds, preview, draft } = circumstances;
  const system = withExternal(declared, Object.fromEntries(external.map((name) => [name, undefined])));
  const { services, jobs, staticVolumes, proxy } = system;
  const { secrets } = without(system, leftOut);
  const derives = Object.values(secrets).some(({ kind }) => kind === "generated");
  return map("", {
    system: leaf(systemName(systems)),
    runtime: leaf(runtimeName).prefault("docker"),
    host: leaf(dockerHost).prefault(thisMachine),
    ports: map('{"http": 8080}', {
      http: leaf(wholeNumber(1, 65535, 8080, "a port")).prefault(8080),
      https: leaf(wholeNumber(1, 65535, 8443, "a port")).prefault(8443),
      address: leaf(ipAddress).prefault("127.0.0.1"),
    }),
    tls: object('{"mode": "acme", "names": ["chat.example.com"]}', {
      mode: leaf(oneOf(TLS_MODES, "acme")),
      names: z.array(leaf(hostName), { error: 'a list such as ["chat.example.com"]' }).prefault([]),
      hsts: leaf(wholeNumber(0, MOST_HSTS, 31_536_000, "seconds")).prefault(0),
      email: leaf(mailAddress).optional(),
      directory: leaf(acmeDirectory).optional(),
      root: leaf(certificateChain).optional(),
      certificate: leaf(certificateChain).optional(),
      key: leaf(privateKey).optional(),
    }).optional(),
    cloudflare: map('{"ssl": "strict"}', { ssl: leaf(oneOf(CLOUDFLARE_MODES, "strict")).optional() }),
    subnet: leaf(privateNetwork).prefault("10.210.0.0/24"),
    without: z.array(leaf(partLeftOut(system, leftOut)), { error: 'a list such as ["celery_beat"]' }).prefault([]),
    external: map(
      `{"postgres": {"url": "${EXAMPLES.postgres}"}}`,
      each(storesOf(declared), (store, name) => externalStore(store, { withUser: needsUser(declared, name), draft })),
    ),
    images: map(
      '{"redis": "redis:7"}',
      each({ ...services, ...ownImages(jobs), ...staticVolumes, proxy, forwarder }, (part, name) =>
        image(part.image, builds || leftOut.includes(name)),
      ),
    ),
    environment: map('{"api": {"RELEASE": "v2"}}', each({ ...services, ...jobs }, variables)),
    configuration: map('{"postgres": {"work_mem": "8MB"}}', each(configurations(services), entries)),
    limits: map('{"api": {"memory": "512m"}}', each({ ...services, ...jobs, proxy, forwarder }, limits)),
    replicas: map(
      '{"api": 2}',
      each(services, (service) => leaf(copies(service)).prefault(whyExclusive(service) ? 1 : (service.replicas ?? 1))),
    ),
    secrets: map(
      '{"postgres_password": {"version": 2}}',
      each(system.secrets, (kind, name) => secret(kind, { needed: name in secrets && !draft, developers })),
    ),
    rootKey: derives && !preview ? leaf(rootKey) : leaf(rootKey).optional(),
    proxy: map('{"drain": 30}', {
      headers: z
        .record(leaf(headerName), leaf(headerText), { error: 'a map such as {"X-Frame-Options": "DENY"}' })
        .prefault({}),
      bodyLimit: leaf(bodyLimit).prefault(10 * MiB),
      drain: leaf(wholeNumber(1, 3600, 30, "seconds")).prefault(30),
      updateOrder: leaf(oneOf(UPDATE_ORDERS, "start-first")).optional(),
    }),
    diskReserve: leaf(diskReserve).prefault(GiB),
    cpuOvercommit: leaf(wholeNumber(1, MOST_OVERCOMMIT, 8)).prefault(8),
  });
}

/** An object that may be left out. */
function map<T extends z.core.$ZodLooseShape>(example: string, shape: T) {
  return object(example, shape).prefault({} as never);
}

/** An object whose messages are, for unknown keys the known ones, else what a good one looks like. */
function object<T extends z.core.$ZodLooseShape>(example: string, shape: T) {
  const known = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? known : `a map such as ${example}`),
  });
}

function each<T, S>(named: Readonly<Record<string, T>>, schema: (value: T, name: string) => S): Record<string, S> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, schema(value, name)]));
}

function storesOf({ services }: System): Record<string, Store> {
  return Object.fromEntries(Object.entries(services).flatMap(([name, { store }]) => (store ? [[name, store]] : [])));
}

/** Whether something is told the user to log in as, which is then that of the address. */
function needsUser(system: System, name: string): boolean {
  const accounts = accountsOf(system).filter(({ account }) => account.service === name);
  return mountsOf(system).some(
    ({ mount }) => mount.userVariable !== undefined && accounts.some(({ secret }) => secret === mount.name),
  );
}

function externalStore(
  { kind }: Store,
  { withUser, draft = false }: { withUser: boolean; draft?: boolean | undefined },
) {
  const address = leaf(storeAddress(kind, withUser));
  const url = draft ? address.optional() : address;
  return object(`{"url": "${EXAMPLES[kind]}"}`, { url, ...ABOUT_STORE[kind] }).optional();
}

/** What a stack can say of somebody else's store beside its address. */
const ABOUT_STORE = {
  postgres: { connections: leaf(wholeNumber(1, 100_000, DEFAULT_CONNECTIONS)).optional() },
  redis: { eviction: leaf(evictionPolicy).optional() },
  rabbitmq: {},
} as const;

function image(own: BuiltImage | BaseImage, builds: boolean) {
  if ("name" in own) return leaf(imageByTagOrDigest).optional();
  return builds ? leaf(imageByDigest).optional() : leaf(imageByDigest);
}

type JobWithImage = Job & { readonly image: BuiltImage | BaseImage };

/** The jobs that do not run the image of a service. */
function ownImages(jobs: Readonly<Record<string, Job>>): Record<string, JobWithImage> {
  const own = (entry: [string, Job]): entry is [string, JobWithImage] => !("service" in entry[1].image);
  return Object.fromEntries(Object.entries(jobs).filter(own));
}

function configurations(services: Readonly<Record<string, Service>>): Record<string, Configuration> {
  const found = Object.entries(services).flatMap(([name, { configuration }]) =>
    configuration ? [[name, configuration] as const] : [],
  );
  return Object.fromEntries(found);
}

function entries({ digestKey }: Configuration) {
  return z
    .record(leaf(entryKey(digestKey)), leaf(entryText), { error: 'a map such as {"work_mem": "8MB"}' })
    .prefault({});
}

function variables({ secrets = [] }: Service | Job) {
  const paths = new Map(secrets.flatMap((mount) => secretVariables(mount).map((variable) => [variable, mount.name])));
  return z
    .record(leaf(variableName(paths)), leaf(plainText), { error: 'a map such as {"RELEASE": "v2"}' })
    .prefault({});
}

function limits() {
  return map('{"memory": "512m", "cpus": 1.5}', {
    memory: leaf(memoryMiB).optional(),
    cpus: leaf(processors).optional(),
  });
}

function copies(service: Service) {
  const reason = whyExclusive(service);
  const read = wholeNumber(1, 20, 2);
  return (value: unknown) => (reason && read(value) !== 1 ? new Refusal(`1, since ${reason}`, remove) : read(value));
}

function secret(definition: Secret, { needed, developers }: { needed: boolean; developers: boolean }) {
  const version = leaf(wholeNumber(1, Number.MAX_SAFE_INTEGER, 2)).prefault(1);
  if (definition.kind === "generated")
    return map('{"version": 2}', { version, value: leaf<never>(noValue).optional() });
  const read = providedValue(developers ? "any" : definition.key ? "key" : "real");
  const former = map('{"version": 1, "value": {"secure": "v1:..."}}', {
    version: leaf(wholeNumber(1, Number.MAX_SAFE_INTEGER, 1)),
    value: leaf(providedValue("any")),
  });
  return map('{"version": 1, "value": {"secure": "v1:..."}}', {
    version,
    value: needed ? leaf(read) : z.unknown().optional(),
    former: z.array(former, { error: "a list of former versions, which `npm run secrets` keeps" }).optional(),
  });
}
