import { z } from "zod";
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
import { without } from "../systems/without";
import { runtimeName, systemName } from "./choices";
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
import { entryText, headerText, plainText } from "./texts";

/** What a stack file's schema depends on. */
export interface Circumstances {
  readonly systems: Readonly<Record<string, System>>;
  /** The system whose services the file may name. */
  readonly system: System;
  /** Services, jobs and static volumes that the stack leaves out. */
  readonly leftOut: readonly string[];
  /** Whether the stack builds images, so that none need be named. */
  readonly builds: boolean;
  /** Whether a missing root key is still in order. */
  readonly preview: boolean;
}

/** A stack file's schema; each refusal says what was expected and how to mend it. */
export function stackFile({ systems, system, leftOut, builds, preview }: Circumstances) {
  const { services, jobs, staticVolumes, proxy } = system;
  const { secrets } = without(system, leftOut);
  const derives = Object.values(secrets).some(({ kind }) => kind === "generated");
  return map("", {
    system: leaf(systemName(systems)),
    runtime: leaf(runtimeName).prefault("docker"),
    host: leaf(dockerHost).prefault(thisMachine),
    ports: map('{"http": 8080}', {
      http: leaf(wholeNumber(1, 65535, 8080, "a port")).prefault(8080),
      address: leaf(ipAddress).prefault("127.0.0.1"),
    }),
    subnet: leaf(privateNetwork).prefault("10.210.0.0/24"),
    without: z.array(leaf(partLeftOut(system, leftOut)), { error: 'a list such as ["celery_beat"]' }).prefault([]),
    images: map(
      '{"redis": "redis:7"}',
      each({ ...services, ...ownImages(jobs), ...staticVolumes, proxy }, (part, name) =>
        image(part.image, builds || leftOut.includes(name)),
      ),
    ),
    environment: map('{"api": {"RELEASE": "v2"}}', each({ ...services, ...jobs }, variables)),
    configuration: map('{"postgres": {"work_mem": "8MB"}}', each(configurations(services), entries)),
    limits: map('{"api": {"memory": "512m"}}', each({ ...services, ...jobs, proxy }, limits)),
    replicas: map(
      '{"api": 2}',
      each(services, (service) => leaf(copies(service)).prefault(service.replicas ?? 1)),
    ),
    secrets: map(
      '{"postgres_password": {"version": 2}}',
      each(system.secrets, (kind, name) => secret(kind, name in secrets)),
    ),
    rootKey: derives && !preview ? leaf(rootKey) : leaf(rootKey).optional(),
    proxy: map('{"drain": 30}', {
      headers: z
        .record(leaf(headerName), leaf(headerText), { error: 'a map such as {"X-Frame-Options": "DENY"}' })
        .prefault({}),
      bodyLimit: leaf(bodyLimit).prefault(10 * MiB),
      drain: leaf(wholeNumber(1, 3600, 30, "seconds")).prefault(30),
    }),
    diskReserve: leaf(diskReserve).prefault(GiB),
    cpuOvercommit: leaf(wholeNumber(1, MOST_OVERCOMMIT, 8)).prefault(8),
  });
}

/** An object that may be left out. Its messages are, for unknown keys the known ones, else what a good one looks like. */
function map<T extends z.core.$ZodLooseShape>(example: string, shape: T) {
  const known = Object.keys(shape).join(", ");
  return z
    .strictObject(shape, { error: ({ code }) => (code === "unrecognized_keys" ? known : `a map such as ${example}`) })
    .prefault({} as never);
}

function each<T, S>(named: Readonly<Record<string, T>>, schema: (value: T, name: string) => S): Record<string, S> {
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [name, schema(value, name)]));
}

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

function copies({ instances, volumes = [] }: Service) {
  const reason =
    instances === "exactly-one" ? "it never runs twice" : volumes.length > 0 ? "its data has one writer" : "";
  const read = wholeNumber(1, 20, 2);
  return (value: unknown) => (reason && read(value) !== 1 ? new Refusal(`1, since ${reason}`, remove) : read(value));
}

function secret({ kind }: Secret, needed: boolean) {
  const version = leaf(wholeNumber(1, Number.MAX_SAFE_INTEGER, 2)).prefault(1);
  if (kind === "generated") return map('{"version": 2}', { version, value: leaf<never>(noValue).optional() });
  const former = map('{"version": 1, "value": {"secure": "v1:..."}}', {
    version: leaf(wholeNumber(1, Number.MAX_SAFE_INTEGER, 1)),
    value: leaf(providedValue),
  });
  return map('{"version": 1, "value": {"secure": "v1:..."}}', {
    version,
    value: needed ? leaf(providedValue) : z.unknown().optional(),
    former: z.array(former, { error: "a list of former versions, which `npm run secrets` keeps" }).optional(),
  });
}
