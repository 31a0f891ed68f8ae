import { PROXY } from "../systems/entrance";
import { label } from "../systems/labels";
import { type Container, type Docker, ignore } from "./docker";
import { oldImages } from "./oldImages";
import { type Release, readReleases } from "./releases";

/**
 * Removes what `oldImages` chooses, given the ids of the images that the stack's present release consists of. Images of any
 * container of the host stay, and those of the newest five releases of any stack. Returns what was removed, in words.
 */
export async function sweepImages(docker: Docker, stack: string, current: ReadonlySet<string>): Promise<string[]> {
  const [containers, releases, images] = await Promise.all([
    docker.listContainers({ all: true }),
    imagesOfReleases(docker),
    docker.listImages(),
  ]);
  const uses = { contained: new Set(containers.map(({ ImageID }) => ImageID)), released: new Set(releases), current };
  const removed: string[] = [];
  for (const { name, remove } of oldImages(stack, images, uses)) {
    if (await removeImage(docker, remove)) removed.push(`image ${name}`);
  }
  return removed;
}

async function imagesOfReleases(docker: Docker): Promise<string[]> {
  const proxies = await docker.listContainers({ all: true, filters: { label: [`${label.service}=${PROXY}`] } });
  const releases = await Promise.all(proxies.map(({ Id }) => releasesOf(docker.getContainer(Id))));
  return releases.flat().flatMap(({ containers }) => containers.map(({ image }) => image));
}

/** None of a proxy that has never served, and of another stack's that is just being removed. */
async function releasesOf(proxy: Container): Promise<Release[]> {
  try {
    return await readReleases(proxy);
  } catch (error) {
    const { statusCode } = error as { statusCode?: number };
    if (statusCode === 404 || (await isGoing(proxy))) return [];
    throw error;
  }
}

/** Docker answers a look into a container that is being removed with 500, as it does real trouble. */
async function isGoing(container: Container): Promise<boolean> {
  const found = await container.inspect().catch(ignore(404));
  return !found || ["removing", "dead"].includes(found.State.Status);
}

/** Whether it is gone now. One that another image is built on, or that a container has begun to use, stays. */
async function removeImage(docker: Docker, image: string): Promise<boolean> {
  let removed = true;
  await docker
    .getImage(image)
    .remove({ force: image.startsWith("sha256:") })
    .catch((error) => {
      ignore(404, 409)(error);
      removed = false;
    });
  return removed;
}
