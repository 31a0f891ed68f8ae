import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { ignore } from "../../actions/docker";
import type { Clone } from "./clone";

/** The secrets' files that a stack's containers hold: contents by container's name and path. */
export async function secretFiles(clone: Clone, service?: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { id, name } of await clone.containers(service)) {
    const packed = await clone.docker.getContainer(id).getArchive({ path: "/run/secrets" }).catch(ignore(404));
    if (!packed) continue;
    const tar = extract();
    packed.pipe(tar);
    for await (const entry of tar) {
      const content = await text(entry);
      if (entry.header.type === "file") files.set(`${name}:/run/${entry.header.name}`, content);
    }
  }
  return files;
}

/** The values of a stack's secrets, a ring's keys one by one. */
export async function secretValues(clone: Clone): Promise<string[]> {
  const files = await secretFiles(clone);
  const values = [...files].flatMap(([path, content]) => (path.endsWith("/version") ? [] : content.split("\n")));
  return [...new Set(values)].filter((value) => value !== "");
}
