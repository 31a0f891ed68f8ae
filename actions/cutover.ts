import type { Site } from "../render/site";
import type { ProxyKind } from "../systems/system";
import { throwIfAborted } from "./abort";
import { addressesOf, type Subnet } from "./address";
import { type Container, connect, type Docker } from "./docker";
import { moveProxy, type Prepared, servedBy } from "./proxy/move";
import { type ProxyServer, serverOf } from "./proxy/server";
import * as volume from "./proxy/volume";
import { recordOf } from "./releases";
import { restoreWorkers } from "./restore";
import { rollWorkers } from "./roll";
import { servingProxy } from "./serving";
import { settled } from "./settled";
import { dismiss, formerContainers, startInstead, type Wanted } from "./takeover";
import { Undo } from "./undo";

/** What the action `cutover` is told: the whole release. */
export interface Cutover {
  readonly stack: string;
  readonly network: Subnet;
  readonly proxy: Wanted;
  /** What stands before the proxy, so that another one can start beside it. Left out: the proxy itself owns the host's ports. */
  readonly forwarder?: Wanted;
  readonly kind: ProxyKind;
  readonly site: Pick<
    Site,
    "routes" | "staticVolumes" | "headers" | "bodyLimit" | "drainSeconds" | "tls" | "forwarder"
  >;
  /** Digest of the configuration without addresses: a program that writes another one than before moves to it. */
  readonly text: string;
  /** Admitted services behind the proxy. */
  readonly routed: readonly Routed[];
  /** Services that no request reaches: they begin to work with the release. */
  readonly workers: readonly Worker[];
}

export interface Routed {
  readonly service: string;
  readonly containers: readonly string[];
  readonly port: number;
  readonly healthPath: string;
  /** How long what is under way to a former container may go on, WebSockets and event streams too. */
  readonly drainSeconds: number;
}

export interface Worker extends Wanted {
  readonly order: "start-first" | "stop-first";
}

const RELEASES_KEPT = 5;

/**
 * Moves the users to the release in one transaction: workers, exactly-one services, the proxy, and a probe of every service
 * through it. A failure takes back what was done, so that the former release runs as before, and throws.
 */
export async function cutover(wanted: Cutover, say: (line: string) => void): Promise<void> {
  const docker = connect();
  const undo = new Undo();
  const server = serverOf(wanted.kind);
  const proxy = docker.getContainer(wanted.proxy.containers[0] ?? "");
  const serving = await servingProxy(docker, wanted.stack);
  const candidate = await prepare(docker, server, wanted, { proxy, serving });
  try {
    if (serving) undo.note("see that the former workers run", () => restoreWorkers(docker, wanted, serving));
    undo.note(`discard release ${candidate.id}`, () => volume.discard(proxy, candidate.id));
    if (serving) await volume.within(docker, wanted.stack, proxy, (judge) => server.check(judge, candidate.id));
    await startWorkers(docker, wanted, undo, say);
    throwIfAborted();
    await moveProxy({ docker, server, wanted, next: candidate, undo, say });
  } catch (error) {
    await undo.all(say);
    throw error;
  }
  const volumes = [wanted.proxy, wanted.forwarder].flatMap((entrance) => entrance?.containers ?? []);
  await Promise.all([
    ...wanted.routed.map((each) => dismissFormer(docker, wanted.stack, each)),
    ...volumes.map((id) => volume.forgetReleases(docker.getContainer(id), RELEASES_KEPT)),
  ]);
  say(`release ${candidate.id} serves`);
}

async function dismissFormer(docker: Docker, stack: string, routed: Routed): Promise<void> {
  const formers = await formerContainers(docker, stack, routed);
  await Promise.all(formers.map(dismiss));
}

/** The proxy that will serve, and the one that does. */
interface Proxies {
  readonly proxy: Container;
  readonly serving: Container | undefined;
}

/** Writes the configuration beside the live one. */
async function prepare(
  docker: Docker,
  server: ProxyServer,
  wanted: Cutover,
  { proxy, serving }: Proxies,
): Promise<Prepared> {
  const [release, served] = await Promise.all([compose(docker, server, wanted, proxy), servedBy(proxy)]);
  const candidate = { ...release, ...served };
  if (serving && serving.id !== proxy.id && !served.former) await volume.inherit(proxy, serving);
  await volume.place(proxy, candidate);
  return candidate;
}

async function compose(docker: Docker, server: ProxyServer, wanted: Cutover, proxy: Container): Promise<Prepared> {
  const upstreams = await Promise.all(wanted.routed.map((routed) => upstreamOf(docker, wanted.network, routed)));
  const composed = await server.compose(proxy, { ...wanted.site, upstreams });
  const id = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const ids = [wanted.proxy, ...wanted.workers, ...wanted.routed].flatMap(({ containers }) => containers);
  return { ...composed, id, record: await recordOf(docker, ids, id, composed.digest) };
}

async function upstreamOf(docker: Docker, network: Subnet, { service, containers, port }: Routed) {
  const addresses = await addressesOf(
    containers.map((id) => docker.getContainer(id)),
    network,
  );
  if (addresses.length < containers.length) {
    throw new Error(`a container of ${service} has no address of its own on ${network.name}; replace it and try again`);
  }
  return { service, port, addresses };
}

async function startWorkers(docker: Docker, wanted: Cutover, undo: Undo, say: (line: string) => void): Promise<void> {
  const { stack, workers, proxy, forwarder } = wanted;
  const of = (order: Worker["order"]) => workers.filter((worker) => worker.order === order);
  const [instead, after] = forwarder ? [forwarder, [proxy]] : [proxy, []];
  const roll = { stack, beside: of("start-first"), instead: [...of("stop-first"), instead], after };
  await rollWorkers(docker, roll, undo, say);
  await settled(of("stop-first").map((worker) => startInstead(docker, stack, worker, undo)));
}
