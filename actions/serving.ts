import { FORWARDER, PROXY } from "../systems/entrance";
import type { Container, Docker } from "./docker";
import { listService } from "./listService";
import { servedDigest } from "./proxy/probe";
import { liveRelease } from "./proxy/volume";
import { type Release, readReleases } from "./releases";

/** The running proxy that requests reach: where several run, the one that the forwarder leads to. */
export async function servingProxy(docker: Docker, stack: string): Promise<Container | undefined> {
  const [proxies, [forwarder]] = await Promise.all([running(docker, stack, PROXY), running(docker, stack, FORWARDER)]);
  const led = forwarder && proxies.length > 1 ? await liveContainers(forwarder) : new Set<string>();
  return proxies.find(({ id }) => led.has(id)) ?? proxies[0];
}

async function running(docker: Docker, stack: string, service: string): Promise<Container[]> {
  return (await listService(docker, stack, service)).map(({ Id }) => docker.getContainer(Id));
}

/** Containers of the release that the proxy starts with, which is the one it serves but for the moment of a reload. */
export async function liveContainers(proxy: Container): Promise<ReadonlySet<string>> {
  const [live, releases] = await Promise.all([liveRelease(proxy), readReleases(proxy)]);
  return idsIn(releases, ({ release }) => release === live);
}

/**
 * Containers that the proxy serves or would serve after a restart, which differ when a deploy was killed on the point of a
 * reload. Nothing when the proxy does not say what it serves.
 */
export async function servingContainers(proxy: Container): Promise<ReadonlySet<string> | undefined> {
  const served = await servedDigest(proxy);
  if (served === "") return undefined;
  const [live, releases] = await Promise.all([liveRelease(proxy), readReleases(proxy)]);
  return idsIn(releases, ({ release, digest }) => release === live || digest === served);
}

const idsIn = (releases: readonly Release[], wanted: (release: Release) => boolean) =>
  new Set(releases.filter(wanted).flatMap(({ containers }) => containers.map(({ id }) => id)));
