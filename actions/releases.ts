import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { PROXY_HOME } from "../render/site";
import type { Container, Docker } from "./docker";

/** What a cutover writes down about the release that it made live. */
export interface Release {
  readonly release: string;
  /** What the proxy answers while it serves the release. */
  readonly digest: string;
  readonly containers: readonly { readonly id: string; readonly image: string }[];
}

/** The record of a release that consists of some containers, and that the proxy will answer with a digest. */
export async function recordOf(docker: Docker, ids: readonly string[], release: string, digest: string) {
  const found = await Promise.all(ids.map((id) => docker.getContainer(id).inspect()));
  const containers = found.map(({ Id, Image }) => ({ id: Id, image: Image }));
  return JSON.stringify({ release, digest, containers } satisfies Release, null, 2);
}

/** The releases that the proxy's volume still holds, newest last. */
export async function readReleases(proxy: Container): Promise<Release[]> {
  const releases: Release[] = [];
  const tar = extract();
  const archive = await proxy.getArchive({ path: `${PROXY_HOME}/releases` });
  archive.pipe(tar);
  for await (const entry of tar) {
    const content = await text(entry);
    if (entry.header.name.endsWith("/release.json")) releases.push(JSON.parse(content));
  }
  return releases.sort((a, b) => a.release.localeCompare(b.release));
}
