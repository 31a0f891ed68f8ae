import type Docker from "dockerode";
import { label } from "../systems/labels";

/** Docker ids and names of everything that a stack's state file knows. */
export type Known = ReadonlySet<string>;

/**
 * Removes the stack's containers, networks and volumes that its state does not know: what an update left behind that was
 * killed while creating them. Data volumes stay. Returns what was removed, in words.
 */
export async function sweepOrphans(docker: Docker, stack: string, known: Known): Promise<string[]> {
  const ours = { label: [`${label.stack}=${stack}`] };
  const removed: string[] = [];
  for (const { Id, Names } of await docker.listContainers({ all: true, filters: ours })) {
    if (known.has(Id)) continue;
    await docker.getContainer(Id).remove({ force: true, v: true });
    removed.push(`container ${Names[0]?.slice(1)}`);
  }
  for (const { Id, Name } of await docker.listNetworks({ filters: ours })) {
    if (known.has(Id)) continue;
    await docker.getNetwork(Id).remove();
    removed.push(`network ${Name}`);
  }
  for (const { Name, Labels } of (await docker.listVolumes({ filters: ours })).Volumes) {
    if (known.has(Name) || Labels[label.keep]) continue;
    await docker.getVolume(Name).remove();
    removed.push(`volume ${Name}`);
  }
  return removed;
}
