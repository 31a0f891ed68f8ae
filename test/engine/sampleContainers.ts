import { randomBytes } from "node:crypto";
import { dirname, join } from "node:path";
import { basename, dirname as folderOf } from "node:path/posix";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { serverIn } from "../../actions/accounts/server";
import { connect } from "../../actions/docker";
import { renderConfiguration } from "../../render/configuration";
import { accountsOf, superuserOf } from "../../systems/accounts";
import { honeychat } from "../../systems/honeychat";
import { secretFolder, secretPath } from "../../systems/secretMount";
import { userName } from "../../systems/secretVersions";
import {
  type Configuration,
  type Healthcheck,
  type SecretMount,
  type Service,
  secretVariable,
  type VolumeMount,
} from "../../systems/system";

/** Folder of the sample. */
export const sample = join(import.meta.dirname, "../../samples/honeychat");

export interface RunOptions {
  /** Name behind the service's, for a second container of it, which other services do not find. */
  readonly suffix?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Do not wait for its healthcheck. */
  readonly detached?: boolean;
}

/** The containers of HoneyChat's services as their system describes them, on a network of their own, without Pulumi. */
export class SampleContainers {
  readonly #prefix = `sample-${randomBytes(4).toString("hex")}`;
  readonly #images = new Set<string>();
  readonly #volumes = new Set<string>();

  /** Name of an image of the sample, such as `worker`. */
  imageOf(name: string): string {
    return `${this.#prefix}/${name}`;
  }

  /** Builds an image from the sample, or from a copy of it elsewhere. Returns what the builder said. */
  async build(name: string, context = sample): Promise<string> {
    this.#images.add(this.imageOf(name));
    const args = ["build", "--file", join(context, name, "Dockerfile"), "--tag", this.imageOf(name), context];
    return (await execa("docker", args, { env: { DOCKER_BUILDKIT: "0" } })).stdout;
  }

  /** Name of a service's container. */
  containerOf(name: string, suffix = ""): string {
    return `${this.#prefix}-${name}${suffix}`;
  }

  async createNetwork(): Promise<void> {
    await docker("network", "create", this.#prefix);
  }

  /** Runs a service until its healthcheck passes. Returns the seconds from its start until then. */
  async run(name: string, { suffix, environment, detached }: RunOptions = {}): Promise<number> {
    const service = serviceOf(name);
    const container = this.containerOf(name, suffix);
    const secrets = await Promise.all((service.secrets ?? []).map((mount) => this.#secretArguments(mount)));
    const configuration = service.configuration ? await this.#configurationArguments(name, service.configuration) : [];
    await docker(
      "run",
      "--detach",
      ...["--name", container, "--hostname", container],
      ...["--network", this.#prefix, ...(suffix ? [] : ["--network-alias", name])],
      ...(service.http ? ["--publish", `127.0.0.1::${service.http.port}`] : []),
      ...confinement(service),
      ...(service.volumes ?? []).flatMap((mount) => this.#dataArguments(mount)),
      ...secrets.flat(),
      ...configuration,
      ...variables({ ...service.environment, ...environment }),
      "dockerfile" in service.image ? this.imageOf(dirname(service.image.dockerfile)) : service.image.name,
      ...(service.command ?? []),
    );
    const started = performance.now();
    if (detached) return 0;
    await this.#healthy(container, service.healthcheck);
    const seconds = (performance.now() - started) / 1000;
    await makeUsers(name, container);
    return seconds;
  }

  /** Where a service answers from this machine. */
  async urlOf(name: string, suffix?: string): Promise<string> {
    const port = serviceOf(name).http?.port;
    const published = await docker("port", this.containerOf(name, suffix), `${port}/tcp`);
    return `http://${published.split("\n")[0]}`;
  }

  /** Stops a container as a deploy does. Returns the seconds it took and the code it left with. */
  async stop(name: string, suffix?: string): Promise<{ seconds: number; exitCode: number }> {
    const container = this.containerOf(name, suffix);
    const started = performance.now();
    await docker("stop", "--time", `${serviceOf(name).stopGraceSeconds ?? 10}`, container);
    const seconds = (performance.now() - started) / 1000;
    return { seconds, exitCode: Number(await docker("inspect", "--format", "{{.State.ExitCode}}", container)) };
  }

  async start(name: string): Promise<void> {
    await docker("start", this.containerOf(name));
    await this.#healthy(this.containerOf(name), serviceOf(name).healthcheck);
  }

  /** Stops a container and runs a new one of the service on the same data, as a deploy does. */
  async replace(name: string): Promise<void> {
    await this.stop(name);
    await docker("rm", this.containerOf(name));
    await this.run(name);
  }

  /** Sends a signal to a container's first process. */
  async signal(name: string, signal: string): Promise<void> {
    await docker("kill", "--signal", signal, this.containerOf(name));
  }

  /** Runs a command in a container. Returns what it wrote. */
  async exec(name: string, ...command: string[]): Promise<string> {
    return docker("exec", this.containerOf(name), ...command);
  }

  /** What the container has written so far, one entry per line. */
  async logs(name: string, suffix?: string): Promise<string[]> {
    const { all } = await execa("docker", ["logs", this.containerOf(name, suffix)], { all: true });
    return all.split("\n").filter(Boolean);
  }

  /** Outcome of one run of the service's healthcheck. */
  async probe(name: string, suffix?: string): Promise<{ passed: boolean; output: string }> {
    return probe(this.containerOf(name, suffix), serviceOf(name).healthcheck);
  }

  /** Removes the containers, the network, the volumes and the images. */
  async dispose(): Promise<void> {
    const containers = await docker("ps", "--all", "--quiet", "--filter", `network=${this.#prefix}`);
    await remove("rm", "--force", "--volumes", ...containers.split("\n"));
    await remove("network", "rm", this.#prefix);
    await remove("volume", "rm", ...this.#volumes);
    // By name: another tag of the same image is somebody else's.
    await remove("image", "rm", ...this.#images);
  }

  async #healthy(container: string, healthcheck: Healthcheck): Promise<void> {
    const deadline = performance.now() + 60_000;
    let last = { passed: false, output: "" };
    while (performance.now() < deadline) {
      last = await probe(container, healthcheck);
      if (last.passed) return;
      await sleep(20);
    }
    const { all } = await execa("docker", ["logs", "--tail", "50", container], { all: true });
    throw new Error(`${container} is not healthy after a minute: ${last.output}\n${all}`);
  }

  #dataArguments({ name, path }: VolumeMount): string[] {
    const volume = `${this.#prefix}-${name}`;
    this.#volumes.add(volume);
    return ["--volume", `${volume}:${path}`];
  }

  async #secretArguments(mount: SecretMount): Promise<string[]> {
    const volume = await this.#secretVolume(mount);
    const account = accountsOf(honeychat).find(({ secret }) => secret === mount.name)?.account;
    return [
      ...["--volume", `${volume}:${secretFolder(mount)}:ro`],
      ...["--env", `${secretVariable(mount)}=${secretPath(mount)}`],
      ...(mount.userVariable && account ? ["--env", `${mount.userVariable}=${userName(account, 1)}`] : []),
    ];
  }

  #secretVolume({ name, uid = 0 }: SecretMount): Promise<string> {
    const script = `cat >${uid} && chown ${uid} ${uid} && chmod 400 ${uid}`;
    return this.#volumeWith(`${name}-${uid}`, passwordOf(name), script);
  }

  async #configurationArguments(service: string, { path, ...definition }: Configuration): Promise<string[]> {
    const { text } = renderConfiguration(definition, definition.entries);
    const volume = await this.#volumeWith(`${service}-configuration`, text, `cat >${basename(path)}`);
    return ["--volume", `${volume}:${folderOf(path)}:ro`];
  }

  /** A volume that a script has filled, which runs in its folder and reads the text. */
  async #volumeWith(name: string, text: string, script: string): Promise<string> {
    const volume = `${this.#prefix}-${name}`;
    if (this.#volumes.has(volume)) return volume;
    this.#volumes.add(volume);
    await docker("volume", "create", volume);
    const folder = ["--volume", `${volume}:/filled`, "--workdir", "/filled"];
    await execa("docker", ["run", "--rm", "--interactive", ...folder, "redis:7", "sh", "-euc", script], {
      input: text,
    });
    return volume;
  }
}

/** Makes the users that a server stores, as a deploy does. */
async function makeUsers(service: string, container: string): Promise<void> {
  const superuser = superuserOf(honeychat, service);
  for (const { secret, account } of accountsOf(honeychat)) {
    if (!superuser || account.superuser || account.service !== service) continue;
    const server = serverIn(connect().getContainer(container), account, superuser);
    await server.make(userName(account, 1), passwordOf(secret));
  }
}

const passwordOf = (secret: string) => `p@ss/:%${secret}`;

function confinement({ user, readOnlyRoot = true, tmpfs = [], capabilities = [], limits }: Service): string[] {
  return [
    ...(user ? ["--user", user] : []),
    ...(readOnlyRoot ? ["--read-only"] : []),
    ...tmpfs.flatMap((path) => ["--tmpfs", `${path}:size=64m`]),
    ...["--cap-drop", "ALL", ...capabilities.flatMap((name) => ["--cap-add", name])],
    ...["--security-opt", "no-new-privileges"],
    ...["--memory", `${limits.memoryMiB}m`, "--cpus", `${limits.cpus}`],
  ];
}

const variables = (environment: Readonly<Record<string, string>>) =>
  Object.entries(environment).flatMap(([name, value]) => ["--env", `${name}=${value}`]);

async function probe(container: string, { test: [kind, ...command] }: Healthcheck) {
  const shell = kind === "CMD-SHELL" ? ["sh", "-c"] : [];
  const { exitCode, all } = await execa("docker", ["exec", container, ...shell, ...command], {
    all: true,
    reject: false,
  });
  return { passed: exitCode === 0, output: all };
}

function serviceOf(name: string): Service {
  const service = honeychat.services[name];
  if (!service) throw new Error(`HoneyChat has no service ${name}`);
  return service;
}

async function docker(...args: string[]): Promise<string> {
  return (await execa("docker", args)).stdout;
}

async function remove(...args: string[]): Promise<void> {
  await execa("docker", args, { reject: false });
}
