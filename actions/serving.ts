import { PROXY_HOME } from "../render/nginx";
import { type Container, exec } from "./docker";
import { liveRelease, servedDigest } from "./nginx";
import { type Release, readReleases } from "./releases";

/** Containers of the release that the proxy starts with, which is the one it serves but for the moment of a reload. */
export async function liveContainers(proxy: Container): Promise<ReadonlySet<string>> {
  const [live, releases] = await Promise.all([liveRelease(proxy), readReleases(proxy)]);
  return idsIn(releases, (release) => release === live);
}

/**
 * Containers that the proxy serves or would serve after a restart, which differ when a deploy was killed on the point of a
 * reload. Nothing when the proxy does not say what it serves.
 */
export async function servingContainers(proxy: Container): Promise<ReadonlySet<string> | undefined> {
  const digest = await servedDigest(proxy);
  if (digest === "") return undefined;
  const { output } = await exec(proxy, ["sh", "-c", NAMES, "-", `${PROXY_HOME}/releases`, digest], { seconds: 10 });
  const [live, releases] = await Promise.all([liveRelease(proxy), readReleases(proxy)]);
  const names = new Set([live, ...output.split("\n")]);
  return idsIn(releases, (release) => names.has(release));
}

/** Names of the release folders whose configuration answers with a digest. */
const NAMES = `cd "$1" && for release in *; do
  grep -q "return 200 $2;" "$release/nginx.conf" && echo "$release"
done; true`;

const idsIn = (releases: readonly Release[], wanted: (release: string) => boolean) =>
  new Set(
    releases.filter(({ release }) => wanted(release)).flatMap(({ containers }) => containers.map(({ id }) => id)),
  );
