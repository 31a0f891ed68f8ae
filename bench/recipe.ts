import type { ContainerInspectInfo } from "dockerode";
import { execa } from "execa";
import { archive } from "../actions/archive";
import type { Docker } from "../actions/docker";
import { renderNginx } from "../render/nginx";
import { PUBLIC_PORT } from "../render/site";
import { honeychat } from "../systems/honeychat";
import { label } from "../systems/labels";
import type { Clone } from "../test/harness/clone";
import { freePort } from "../test/harness/freePort";
import { pause } from "./measured";

const NAME = "recipe-api";
const PORT = honeychat.services.api?.http?.port ?? 8000;
const CONTEXT = "samples/honeychat";

/**
 * What many teams run today: build the image, stop and remove the container, run the new one, sleep 3, restart nginx, which
 * resolves its upstream only at its start. The api and nginx are copies of the clone's own, beside its Postgres and Redis.
 */
export class Recipe {
  readonly url: string;
  readonly #clone: Clone;
  readonly #docker: Docker;
  /** The clone's own api, as Docker describes it. */
  readonly #model: ContainerInspectInfo;
  readonly #nginx: string;
  #api: string;

  static async prepare(clone: Clone): Promise<Recipe> {
    const [own] = await clone.containers("api");
    if (!own) throw new Error("the bench's stack has no api; its first deploy must have succeeded");
    const model = await clone.docker.getContainer(own.id).inspect();
    const api = await runApi(clone, model, model.Image);
    const port = await freePort();
    const recipe = new Recipe(clone, model, api, await runNginx(clone, port), port);
    await untilAnswers(`${recipe.url}/health`);
    return recipe;
  }

  private constructor(clone: Clone, model: ContainerInspectInfo, api: string, nginx: string, port: number) {
    this.#clone = clone;
    this.#docker = clone.docker;
    this.#model = model;
    this.#api = api;
    this.#nginx = nginx;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Deploys what the clone's sources are now. */
  async deploy(): Promise<void> {
    const tag = `${this.#clone.stack}/${NAME}:latest`;
    const args = ["build", "--network", "host", "--tag", tag, "--label", `${label.imageStack}=${this.#clone.stack}`];
    await execa("docker", [...args, "--file", `${CONTEXT}/api/Dockerfile`, CONTEXT], { cwd: this.#clone.folder });
    await this.#recreate(tag);
    await pause(3);
    await this.#docker.getContainer(this.#nginx).restart();
  }

  /** Seconds from the start of an api container until it answers. */
  async boot(): Promise<number> {
    const container = this.#docker.getContainer(this.#api);
    await container.stop();
    const started = performance.now();
    await container.start();
    await this.untilHealthy();
    return (performance.now() - started) / 1000;
  }

  /** Waits until the api answers at its own address. */
  async untilHealthy(): Promise<void> {
    const { NetworkSettings } = await this.#docker.getContainer(this.#api).inspect();
    await untilAnswers(`http://${NetworkSettings.Networks[network(this.#clone)]?.IPAddress}:${PORT}/health`);
  }

  async #recreate(image: string): Promise<void> {
    const former = this.#docker.getContainer(this.#api);
    await former.stop();
    await former.remove();
    this.#api = await runApi(this.#clone, this.#model, image);
  }
}

async function untilAnswers(url: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; ; await pause(0.02)) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    if (Date.now() > deadline) throw new Error(`the recipe did not answer at ${url} within 60 s`);
  }
}

const network = ({ stack }: Clone) => `${stack}_internal`;

async function runApi(clone: Clone, { Config, HostConfig }: ContainerInspectInfo, image: string): Promise<string> {
  const container = await clone.docker.createContainer({
    name: `${clone.stack}-${NAME}`,
    Image: image,
    Env: Config.Env,
    Cmd: Config.Cmd,
    User: Config.User,
    Labels: { [label.stack]: clone.stack },
    HostConfig: { ...HostConfig, NetworkMode: network(clone) },
    NetworkingConfig: { EndpointsConfig: { [network(clone)]: { Aliases: [NAME] } } },
  });
  await container.start();
  return container.id;
}

async function runNginx(clone: Clone, port: number): Promise<string> {
  const container = await clone.docker.createContainer({
    name: `${clone.stack}-recipe-nginx`,
    Image: honeychat.proxy.image.name,
    Labels: { [label.stack]: clone.stack },
    HostConfig: {
      NetworkMode: network(clone),
      PortBindings: { [`${PUBLIC_PORT}/tcp`]: [{ HostIp: "127.0.0.1", HostPort: String(port) }] },
    },
    ExposedPorts: { [`${PUBLIC_PORT}/tcp`]: {} },
  });
  await container.putArchive(await archive([{ path: "nginx.conf", content: nginxText() }]), { path: "/etc/nginx" });
  await container.start();
  return container.id;
}

/** The same configuration as ours for the routes to the api, but with a name where ours has addresses. */
function nginxText(): string {
  const routes = honeychat.proxy.routes.filter(({ service }) => service === "api");
  const upstreams = [{ service: "api", port: PORT, addresses: [NAME] }];
  return renderNginx({
    release: "recipe",
    upstreams,
    routes,
    staticVolumes: [],
    brotli: false,
    headers: {},
    bodyLimit: 1024 * 1024,
    drainSeconds: 30,
  });
}
