import { FORWARDER, PROXY, proxyAddresses } from "../../systems/entrance";
import { addressesOf, addressOf, giveFreeAddress } from "../address";
import type { Cutover } from "../cutover";
import { type Container, type Docker, stop } from "../docker";
import { recordOf } from "../releases";
import { servingProxy } from "../serving";
import { formerContainers, startBeside, startInstead, type Wanted } from "../takeover";
import { type Drain, untilDrained } from "./drain";
import { composeForwarder, forwarderServer } from "./forwarder";
import { probe, servedDigest } from "./probe";
import { letGo, makeWay, type Retire, retireFormerProxies } from "./retire";
import type { Composed, ProxyServer } from "./server";
import * as volume from "./volume";

/** A release's configuration, beside the live one. */
export interface Prepared extends volume.Candidate, Composed {
  /** What its container has served so far. Left out: the container does not run yet. */
  readonly former?: Served;
}

interface Served {
  readonly release: string;
  /** What it answers with, which is another release's when a deploy was killed on the point of a reload. */
  readonly digest: string;
}

/** What it takes to have the proxy serve a release. */
export interface Move extends Retire {
  readonly server: ProxyServer;
  readonly next: Prepared;
}

/** What a container serves, if it runs. */
export async function servedBy(container: Container): Promise<Pick<Prepared, "former">> {
  if (!(await container.inspect()).State.Running) return {};
  const [release, digest] = await Promise.all([volume.liveRelease(container), servedDigest(container)]);
  return { former: { release, digest } };
}

/** Moves traffic to the release, asks every service through it, and waits for what is under way to the containers that it has left. */
export async function moveProxy(to: Move): Promise<void> {
  const { docker, server, wanted, next, undo, say } = to;
  const { proxy, forwarder } = wanted;
  const container = docker.getContainer(idOf(proxy));
  if (next.former) {
    await takeRelease({ server, undo, say }, { name: PROXY, container, next, former: next.former });
  } else if (forwarder) {
    await startProxyBeside(to, container);
  } else {
    await makeWay(to);
    await startInstead(docker, wanted.stack, proxy, undo, volume.startOn(next.id));
  }
  if (forwarder) await forward(to, forwarder);
  // By the way that users come; before anything is waited for, because until then they may be on a release that does not answer.
  await probe(docker.getContainer(idOf(forwarder ?? proxy)), wanted.routed);
  const leaving = forwarder ? retireFormerProxies(to, docker.getContainer(idOf(forwarder))) : undefined;
  await Promise.all([untilDrained(container, await drainsOf(docker, wanted), say), leaving]);
}

interface Target {
  readonly name: string;
  readonly container: Container;
  readonly next: Prepared;
  readonly former: Served;
}

/** What runs is pointed at the release, with a reload where its text is another one. */
async function takeRelease(
  { server, undo, say }: Pick<Move, "undo" | "say"> & { server: Pick<ProxyServer, "move"> },
  { name, container, next, former: { release, digest } }: Target,
): Promise<void> {
  if (digest === next.digest) {
    undo.note(`point the ${name} at release ${release}`, () => volume.switchLive(container, release));
    await volume.switchLive(container, next.id);
  } else {
    say(`the ${name} takes configuration ${next.digest}`);
    undo.note(`restore release ${release} in the ${name}`, () => server.move(container, release, digest));
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
  await startBeside(docker, wanted.proxy, undo, volume.startOn(next.id));
  undo.note("let the new proxy's clients go", () => letGo(server, container, next.id));
  await probe(container, wanted.routed, { forwarded: true });
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
  if (candidate.former) {
    const target = { name: FORWARDER, container, next: candidate, former: candidate.former };
    return takeRelease({ server: forwarderServer, undo, say }, target);
  }
  await makeWay(to);
  await startBeside(docker, forwarder, undo, volume.startOn(next.id));
}

async function prepareForwarder({ docker, wanted, next: { id } }: Move, container: Container): Promise<Prepared> {
  const { network, proxy, site, routed } = wanted;
  const address = await addressOf(docker.getContainer(idOf(proxy)), network);
  if (!address) throw new Error(`the proxy has no address of its own on ${network.name}; replace it and try again`);
  const upstreams = routed.map(({ service, port }) => ({ service, port, addresses: [] }));
  const composed = await composeForwarder(container, address, { ...site, upstreams });
  const record = await recordOf(docker, [idOf(proxy)], id, composed.digest);
  return { ...composed, id, record, ...(await servedBy(container)) };
}

/** Running containers that traffic has left. */
function drainsOf(docker: Docker, { stack, network, routed }: Cutover): Promise<Drain[]> {
  return Promise.all(
    routed.map(async (each) => {
      const addresses = await addressesOf(await formerContainers(docker, stack, each), network);
      return { service: each.service, addresses, seconds: each.drainSeconds };
    }),
  );
}

const idOf = ({ containers }: Wanted) => containers[0] ?? "";
