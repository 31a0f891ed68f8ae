import type { Container } from "./docker";
import { liveRelease, servedDigest } from "./proxy/volume";
import { type Release, readReleases } from "./releases";

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
