import type { Site } from "../render/site";
import type { ProxyKind } from "../systems/system";
import { throwIfAborted } from "./abort";
import { addressOf, type Subnet } from "./address";
import { type Container, connect, type Docker, start } from "./docker";
import { type Drain, untilDrained } from "./proxy/drain";
import { type Composed, type ProxyServer, serverOf } from "./proxy/server";
import * as volume from "./proxy/volume";
import { restoreWorkers } from "./restore";
import { rollWorkers } from "./roll";
import { settled } from "./settled";
import { formerContainers, startInstead, type Wanted } from "./takeover";
import { Undo } from "./undo";

/** What the action `cutover` is told: the whole release. */
export interface Cutover {
  readonly stack: string;
  readonly network: Subnet;
  readonly proxy: Wanted;
  readonly kind: ProxyKind;
  readonly site: Pick<Site, "routes" | "staticVolumes" | "headers" | "bodyLimit" | "drainSeconds" | "tls">;
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
  const candidate = await prepare(docker, server, wanted);
  const [checker] = await runningProxies(docker, wanted);
  try {
    if (checker) undo.note("see that the former workers run", () => restoreWorkers(docker, wanted, checker));
    if (checker) undo.note(`discard release ${candidate.id}`, () => volume.discard(checker, candidate.id));
    if (checker) await checkIn(docker, wanted, (container) => server.check(container, candidate.id));
    await startWorkers(docker, wanted, undo, say);
    throwIfAborted();
    await moveProxy({ docker, server, wanted, next: candidate, undo, say });
    await volume.probe(docker.getContainer(proxyId(wanted)), wanted.routed);
  } catch (error) {
    await undo.all(say);
    throw error;
  }
  await volume.forgetReleases(docker.getContainer(proxyId(wanted)), RELEASES_KEPT);
  say(`release ${candidate.id} serves`);
}

/**
 * Has the proxy that will run judge a configuration, with the volumes that it will have: one that is replaced may know files that the
 * former does not.
 */
async function checkIn(docker: Docker, wanted: Cutover, check: (proxy: Container) => Promise<void>): Promise<void> {
  const proxy = docker.getContainer(proxyId(wanted));
  const { State, Config } = await proxy.inspect();
  return State.Running
    ? check(proxy)
    : volume.inStandIn(docker, wanted.stack, { proxy, image: Config.Image, user: Config.User }, check);
}

interface Prepared extends volume.Candidate, Composed {}

/** Writes the configuration beside the live one. */
async function prepare(docker: Docker, server: ProxyServer, wanted: Cutover): Promise<Prepared> {
  const upstreams = await Promise.all(wanted.routed.map((routed) => upstreamOf(docker, wanted.network, routed)));
  const proxy = docker.getContainer(proxyId(wanted));
  const composed = await server.compose(proxy, { ...wanted.site, upstreams });
  const id = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const candidate = { ...composed, id, record: await recordOf(docker, wanted, id, composed.digest) };
  await volume.place(proxy, candidate);
  return candidate;
}

async function upstreamOf(docker: Docker, network: Subnet, { service, containers, port }: Routed) {
  const addresses = await Promise.all(containers.map((id) => addressOf(docker.getContainer(id), network)));
  const known = addresses.filter((address) => address !== undefined);
  if (known.length < containers.length) {
    throw new Error(`a container of ${service} has no address of its own on ${network.name}; replace it and try again`);
  }
  return { service, port, addresses: known };
}

async function startWorkers(docker: Docker, wanted: Cutover, undo: Undo, say: (line: string) => void): Promise<void> {
  const { stack, workers, proxy } = wanted;
  const of = (order: Worker["order"]) => workers.filter((worker) => worker.order === order);
  await rollWorkers(docker, { stack, beside: of("start-first"), instead: [...of("stop-first"), proxy] }, undo, say);
  await settled(of("stop-first").map((worker) => startInstead(docker, stack, worker, undo)));
}

/** What it takes to have the proxy serve a release. */
interface Move {
  readonly docker: Docker;
  readonly server: ProxyServer;
  readonly wanted: Cutover;
  readonly next: Prepared;
  readonly undo: Undo;
  readonly say: (line: string) => void;
}

async function moveProxy(to: Move): Promise<void> {
  const { docker, server, wanted, next, undo, say } = to;
  const proxy = docker.getContainer(proxyId(wanted));
  if (!(await proxy.inspect()).State.Running) return startProxy(to);
  const [former, served] = await Promise.all([volume.liveRelease(proxy), volume.servedDigest(proxy)]);
  if (served === next.digest) {
    undo.note(`point the proxy at release ${former}`, async () => void (await volume.switchLive(proxy, former)));
    await volume.switchLive(proxy, next.id);
  } else {
    say(`the proxy takes configuration ${next.digest}`);
    undo.note(`restore release ${former} in the proxy`, () => server.move(proxy, former, served));
    await server.move(proxy, next.id, next.digest);
  }
  await untilDrained(proxy, await drainsOf(docker, wanted), say);
}

/** Running containers that traffic has left. */
function drainsOf(docker: Docker, { stack, network, routed }: Cutover): Promise<Drain[]> {
  return Promise.all(
    routed.map(async (each) => {
      const former = await formerContainers(docker, stack, each);
      const addresses = await Promise.all(former.map((container) => addressOf(container, network)));
      const known = addresses.filter((address) => address !== undefined);
      return { service: each.service, addresses: known, seconds: each.drainSeconds };
    }),
  );
}

/** A proxy that is new, or whose container had to be replaced, starts on the release's configuration. */
async function startProxy({ docker, server, wanted, next, undo, say }: Move): Promise<void> {
  const [former] = await formerContainers(docker, wanted.stack, wanted.proxy);
  const live = former && (await volume.liveRelease(former));
  if (former && live) {
    // One that is broken is replaced all the same.
    await letGo(server, former, live).catch((error: Error) => say(`the former proxy: ${error.message}`));
  }
  await startInstead(docker, wanted.stack, wanted.proxy, undo, async (proxy) => {
    // Noted after the former proxy's restart, so undone before it: that one must boot on its own release.
    if (live) undo.note(`point the proxy at release ${live}`, () => volume.pointBeforeStart(proxy, live));
    await volume.pointBeforeStart(proxy, next.id);
    await start(proxy);
  });
}

/**
 * Has a proxy's clients come back on new connections. When it stops it would wait for those that are idle, and nobody is let in
 * meanwhile: a port of the host has one owner.
 */
async function letGo(server: ProxyServer, proxy: Container, live: string): Promise<void> {
  if (live.endsWith(volume.LETTING_GO)) return;
  const copy = `${live}${volume.LETTING_GO}`;
  await volume.copyRelease(proxy, live, copy);
  await server.letGo(proxy, copy);
}

async function runningProxies(docker: Docker, { stack, proxy }: Cutover): Promise<Container[]> {
  const own = docker.getContainer(proxy.containers[0] ?? "");
  const { State } = await own.inspect();
  return State.Running ? [own] : formerContainers(docker, stack, proxy);
}

async function recordOf(docker: Docker, wanted: Cutover, release: string, digest: string): Promise<string> {
  const ids = [wanted.proxy, ...wanted.workers, ...wanted.routed].flatMap(({ containers }) => containers);
  const containers = await Promise.all(ids.map((id) => docker.getContainer(id).inspect()));
  return JSON.stringify(
    { release, digest, containers: containers.map(({ Id, Image }) => ({ id: Id, image: Image })) },
    null,
    2,
  );
}

const proxyId = ({ proxy }: Cutover) => proxy.containers[0] ?? "";
