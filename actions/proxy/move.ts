import { longestDrainOf } from "../../render/site";
import { proxyAddresses } from "../../systems/entrance";
import { FORWARDER } from "../../systems/forwarder";
import { addressOf, giveFreeAddress, type Subnet } from "../address";
import type { Cutover } from "../cutover";
import { type Container, type Docker, start, stop } from "../docker";
import { readReleases, recordOf } from "../releases";
import { servingProxy } from "../serving";
import { settled } from "../settled";
import { formerContainers, startBeside, startInstead, type Wanted } from "../takeover";
import type { Undo } from "../undo";
import { type Drain, untilDrained } from "./drain";
import { composeForwarder, forwarderServer } from "./forwarder";
import { type Composed, type ProxyServer, serverIn } from "./server";
import * as volume from "./volume";

/** A release's configuration, beside the live one. */
export interface Prepared extends volume.Candidate, Composed {}

/** What it takes to have the proxy serve a release. */
export interface Move {
  readonly docker: Docker;
  readonly server: ProxyServer;
  readonly wanted: Cutover;
  readonly next: Prepared;
  readonly undo: Undo;
  readonly say: (line: string) => void;
}

/** Moves traffic to the release, and waits for what is under way to the containers that it has left. */
export async function moveProxy(to: Move): Promise<void> {
  const { docker, server, wanted, next, undo, say } = to;
  const { proxy, forwarder } = wanted;
  const container = docker.getContainer(idOf(proxy));
  if ((await container.inspect()).State.Running) {
    await takeRelease({ server, undo, say }, { name: "proxy", container, next });
  } else if (forwarder) {
    await startProxyBeside(to, container);
  } else {
    await makeWay(to);
    await startInstead(docker, wanted.stack, proxy, undo, startOn(next.id));
  }
  if (forwarder) await forward(to, forwarder);
  const leaving = forwarder ? retireFormerProxies(to, docker.getContainer(idOf(forwarder))) : undefined;
  await Promise.all([untilDrained(container, await drainsOf(docker, wanted), say), leaving]);
}

/** Asks every service for its health by the way that its users come. */
export function probeRelease(docker: Docker, { proxy, forwarder, routed }: Cutover): Promise<void> {
  return volume.probe(docker.getContainer(idOf(forwarder ?? proxy)), routed);
}

interface Target {
  readonly name: string;
  readonly container: Container;
  readonly next: Prepared;
}

/** What runs is pointed at the release, with a reload where its text is another one. */
async function takeRelease(
  { server, undo, say }: Pick<Move, "undo" | "say"> & { server: Pick<ProxyServer, "move"> },
  { name, container, next }: Target,
): Promise<void> {
  const [former, served] = await Promise.all([volume.liveRelease(container), volume.servedDigest(container)]);
  if (served === next.digest) {
    undo.note(`point the ${name} at release ${former}`, async () => void (await volume.switchLive(container, former)));
    await volume.switchLive(container, next.id);
  } else {
    say(`the ${name} takes configuration ${next.digest}`);
    undo.note(`restore release ${former} in the ${name}`, () => server.move(container, former, served));
    await server.move(container, next.id, next.digest);
  }
}

/** Starts a proxy beside the one that the forwarder has, and sees that the release answers through it. */
async function startProxyBeside(to: Move, container: Container): Promise<void> {
  const { docker, server, wanted, next, undo, say } = to;
  const serving = await servingProxy(docker, wanted.stack);
  const idle = (await formerContainers(docker, wanted.stack, wanted.proxy)).filter(({ id }) => id !== serving?.id);
  // Left by a deploy that was killed, with an address that this one needs.
  for (const former of idle) await stop(former, wanted.proxy.stopGraceSeconds);
  await giveFreeAddress(docker, container, wanted.network, proxyAddresses(wanted.network.subnet, true));
  await startBeside(docker, wanted.proxy, undo, startOn(next.id));
  undo.note("let the new proxy's clients go", () => letGo(server, container, next.id));
  await volume.probe(container, wanted.routed, { forwarded: true });
  say("the new proxy answers beside the former one");
}

/** Has the forwarder lead to the proxy that runs now. */
async function forward(to: Move, forwarder: Wanted): Promise<void> {
  const { docker, wanted, next, undo, say } = to;
  const container = docker.getContainer(idOf(forwarder));
  const candidate = await prepareForwarder(to, container);
  await volume.place(container, candidate);
  undo.note(`discard release ${next.id} in the forwarder`, () => volume.discard(container, next.id));
  await volume.within(docker, wanted.stack, container, (judge) => forwarderServer.check(judge, next.id));
  if ((await container.inspect()).State.Running) {
    return takeRelease({ server: forwarderServer, undo, say }, { name: "forwarder", container, next: candidate });
  }
  await makeWay(to);
  await startBeside(docker, forwarder, undo, startOn(next.id));
}

async function prepareForwarder({ docker, wanted, next: { id } }: Move, container: Container): Promise<Prepared> {
  const { network, proxy, site, routed } = wanted;
  const address = await addressOf(docker.getContainer(idOf(proxy)), network);
  if (!address) throw new Error(`the proxy has no address of its own on ${network.name}; replace it and try again`);
  const upstreams = routed.map(({ service, port }) => ({ service, port, addresses: [] }));
  const composed = await composeForwarder(container, address, { ...site, upstreams });
  return { ...composed, id, record: await recordOf(docker, [idOf(proxy)], id, composed.digest) };
}

/**
 * Has what stood at the entrance before give way, since a port of the host has one owner: a proxy lets its clients go first, which
 * then come back on new connections, because when it stops it would wait for those that are idle.
 */
async function makeWay({ docker, wanted: { stack, proxy, forwarder }, undo, say }: Omit<Move, "server" | "next">) {
  const forwarders = await formerContainers(docker, stack, forwarder ?? { service: FORWARDER, containers: [] });
  const proxies = await formerContainers(docker, stack, proxy);
  for (const former of [...forwarders, ...proxies]) {
    undo.note("start again what stood at the entrance", () => start(former));
  }
  for (const former of proxies) {
    // One that is broken is replaced all the same.
    await leave(former, undo).catch((error: Error) => say(`the former proxy: ${error.message}`));
  }
  await settled([...forwarders, ...proxies].map((former) => stop(former, proxy.stopGraceSeconds)));
}

/** The forwarder leads nobody to them any more: their clients come back on new connections. */
async function retireFormerProxies({ docker, wanted, undo, say }: Move, forwarder: Container): Promise<void> {
  const { stack, proxy, network, site } = wanted;
  const formers = await formerContainers(docker, stack, proxy);
  if (formers.length === 0) return;
  for (const former of formers) {
    await leave(former, undo).catch((error: Error) => say(`the former proxy: ${error.message}`));
    await (await serverIn(former)).endIdle(former);
  }
  const addresses = await addressesOf(formers, network);
  await untilDrained(forwarder, [{ service: "proxy", addresses, seconds: longestDrainOf(site) }], say);
}

/** Has a proxy let its clients go, and notes how it takes them back. */
async function leave(former: Container, undo: Undo): Promise<void> {
  const server = await serverIn(former);
  const live = (await volume.liveRelease(former)).replace(volume.LETTING_GO, "");
  const digest = (await readReleases(former)).find(({ release }) => release === live)?.digest ?? "";
  undo.note(`have the former proxy serve release ${live}`, async () => {
    if ((await former.inspect()).State.Running) return server.move(former, live, digest);
    await startOn(live)(former);
  });
  await letGo(server, former, live);
}

/** By a copy of the release, in which every answer ends its connection. */
async function letGo(server: ProxyServer, proxy: Container, release: string): Promise<void> {
  const copy = `${release}${volume.LETTING_GO}`;
  if ((await volume.liveRelease(proxy)) === copy) return;
  await volume.copyRelease(proxy, release, copy);
  await server.letGo(proxy, copy);
}

/** How a proxy or a forwarder begins. */
const startOn = (release: string) => async (container: Container) => {
  await volume.pointBeforeStart(container, release);
  await start(container);
};

/** Running containers that traffic has left. */
function drainsOf(docker: Docker, { stack, network, routed }: Cutover): Promise<Drain[]> {
  return Promise.all(
    routed.map(async (each) => {
      const addresses = await addressesOf(await formerContainers(docker, stack, each), network);
      return { service: each.service, addresses, seconds: each.drainSeconds };
    }),
  );
}

/** Of those that were given one for good. */
async function addressesOf(containers: readonly Container[], network: Subnet): Promise<string[]> {
  const addresses = await Promise.all(containers.map((container) => addressOf(container, network)));
  return addresses.filter((address) => address !== undefined);
}

const idOf = ({ containers }: Wanted) => containers[0] ?? "";
