import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { PROXY_HOME } from "../render/site";
import type { Container } from "./docker";

/** What a cutover writes down about the release that it made live. */
export interface Release {
  readonly release: string;
  /** What the proxy answers while it serves the release. */
  readonly digest: string;
  readonly containers: readonly { readonly id: string; readonly image: string }[];
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
