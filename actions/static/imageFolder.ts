import { buffer } from "node:stream/consumers";
import { extract } from "tar-stream";
import { label } from "../../systems/labels";
import type { Docker } from "../docker";
import type { Bundle } from "./bundle";

export interface ImageFolder {
  readonly stack: string;
  readonly image: string;
  /** Absolute path in the image. */
  readonly folder: string;
}

/** The files of a folder of an image, read through a container that never starts. Throws when there are none. */
export async function readFolder(docker: Docker, { stack, image, folder }: ImageFolder): Promise<Bundle> {
  const container = await docker.createContainer({ Image: image, Cmd: ["-"], Labels: { [label.stack]: stack } });
  try {
    const bundle = await unpack(await container.getArchive({ path: folder }));
    if (bundle.size === 0) throw new Error(`the folder ${folder} of image ${image} holds no files`);
    return bundle;
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    throw statusCode === 404 ? new Error(`image ${image} has no folder ${folder}`) : error;
  } finally {
    await container.remove({ v: true });
  }
}

/** Docker's archive begins each path with the folder's own name. */
async function unpack(stream: NodeJS.ReadableStream): Promise<Bundle> {
  const files = new Map<string, Buffer>();
  const tar = extract();
  stream.pipe(tar);
  for await (const entry of tar) {
    const { name, type } = entry.header;
    const content = await buffer(entry);
    const path = name.replace(/^[^/]*\//, "");
    if (type === "file" || type === "contiguous-file") files.set(checked(path), content);
    else if (type !== "directory") throw new Error(`${path} is a ${type}; a static release holds plain files only`);
  }
  return files;
}

function checked(path: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the scripts on the volume read one path a line
  if (/[\x00-\x1f\x7f]/.test(path)) throw new Error(`the file name ${JSON.stringify(path)} holds a control character`);
  return path;
}
