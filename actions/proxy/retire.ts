import { longestDrainOf } from "../../render/site";
import { FORWARDER, PROXY } from "../../systems/entrance";
import { addressesOf } from "../address";
import type { Cutover } from "../cutover";
import { type Container, type Docker, start, stop } from "../docker";
import { readReleases } from "../releases";
import { settled } from "../settled";
import { formerContainers } from "../takeover";
import type { Undo } from "../undo";
import { untilDrained } from "./drain";
import { type ProxyServer, serverIn } from "./server";
import * as volume from "./volume";

/** What it takes to have others leave the entrance. */
export interface Retire {
  readonly docker: Docker;
  readonly wanted: Cutover;
  readonly undo: Undo;
  readonly say: (line: string) => void;
}

/**
 * Has what stood at the entrance before give way, since a port of the host has one owner: a proxy lets its clients go first, which
 * then come back on new connections, because when it stops it would wait for those that are idle.
 */
export async function makeWay({ docker, wanted: { stack, proxy, forwarder }, undo, say }: Retire): Promise<void> {
  const forwarders = await formerContainers(docker, stack, forwarder ?? { service: FORWARDER, containers: [] });
  const proxies = await formerContainers(docker, stack, proxy);
  for (const former of [...forwarders, ...proxies]) {
    undo.note("start again what stood at the entrance", () => start(former));
  }
  for (const former of proxies) await leave(former, { undo, say });
  await settled([...forwarders, ...proxies].map((former) => stop(former, proxy.stopGraceSeconds)));
}

/** The forwarder leads nobody to them any more: their clients come back on new connections. */
export async function retireFormerProxies({ docker, wanted, undo, say }: Retire, forwarder: Container): Promise<void> {
  const { stack, proxy, network, site } = wanted;
  const formers = await formerContainers(docker, stack, proxy);
  if (formers.length === 0) return;
  for (const former of formers) {
    await leave(former, { undo, say });
    await (await serverIn(former)).endIdle(former);
  }
  const addresses = await addressesOf(formers, network);
  await untilDrained(forwarder, [{ service: PROXY, addresses, seconds: longestDrainOf(site) }], say);
}

/** Has a proxy let its clients go, and notes how it takes them back. One that is broken is replaced all the same. */
async function leave(former: Container, { undo, say }: Pick<Retire, "undo" | "say">): Promise<void> {
  await tryToLeave(former, undo).catch((error: Error) => say(`the former proxy: ${error.message}`));
}

async function tryToLeave(former: Container, undo: Undo): Promise<void> {
  const server = await serverIn(former);
  const live = (await volume.liveRelease(former)).replace(volume.LETTING_GO, "");
  const digest = (await readReleases(former)).find(({ release }) => release === live)?.digest ?? "";
  undo.note(`have the former proxy serve release ${live}`, async () => {
    if ((await former.inspect()).State.Running) return server.move(former, live, digest);
    await volume.startOn(live)(former);
  });
  await letGo(server, former, live);
}

/** By a copy of the release, in which every answer ends its connection. */
export async function letGo(server: ProxyServer, proxy: Container, release: string): Promise<void> {
  const copy = `${release}${volume.LETTING_GO}`;
  if ((await volume.liveRelease(proxy)) === copy) return;
  await volume.copyRelease(proxy, release, copy);
  await server.letGo(proxy, copy);
}
