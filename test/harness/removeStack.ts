import { type Docker, ignore } from "../../actions/docker";
import { label } from "../../systems/labels";

/** Removes every Docker object that is labelled as a stack's, without asking the engine; layers may stay, as the next build's cache. */
export async function removeStack(docker: Docker, stack: string, layers: "keep" | "remove"): Promise<void> {
  const filters = { label: [`${label.stack}=${stack}`] };
  const gone = ignore(404, 409);
  const containers = await docker.listContainers({ all: true, filters });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true }).catch(gone)));
  const networks = await docker.listNetworks({ filters });
  await Promise.all(networks.map(({ Id }) => docker.getNetwork(Id).remove().catch(gone)));
  const { Volumes } = await docker.listVolumes({ filters });
  await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove().catch(gone)));
  const built = await docker.listImages({ filters: { label: [`${label.imageStack}=${stack}`] } });
  const stages = await docker.listImages({ filters: { reference: [`${stack}/*`] } });
  const options = { force: true, noprune: layers === "keep" };
  for (const { Id } of [...built, ...stages]) await docker.getImage(Id).remove(options).catch(gone);
}
