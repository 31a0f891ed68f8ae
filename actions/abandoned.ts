import { PROXY } from "../systems/entrance";
import { label } from "../systems/labels";
import { type Docker, stop } from "./docker";
import { listService } from "./listService";
import { withLock } from "./lock";
import { servingContainers } from "./serving";
import { settled } from "./settled";
import type { Wanted } from "./takeover";

/**
 * Stops containers behind the proxy that an earlier deploy had let in and that never came to serve, because its cutover failed.
 * Beside those that serve and the new ones they would be a third release, for which the host need not have the memory.
 */
export async function stopAbandoned(docker: Docker, stack: string, wanted: Wanted): Promise<void> {
  if ((await formerReleases(docker, stack, wanted)).size < 2) return;
  // The cutover of a killed deploy may still be on its way back, and until then both releases serve.
  await withLock(`${stack}-cutover`, async () => {
    const proxies = await Promise.all(
      (await listService(docker, stack, PROXY)).map(({ Id }) => servingContainers(docker.getContainer(Id))),
    );
    // One that is being replaced still serves what it has begun.
    const serving = new Set(proxies.flatMap((ids) => [...(ids ?? [])]));
    if (serving.size === 0) return;
    const former = [...(await formerReleases(docker, stack, wanted)).values()];
    const abandoned = former.filter((ids) => !ids.some((id) => serving.has(id))).flat();
    await settled(abandoned.map((id) => stop(docker.getContainer(id), wanted.stopGraceSeconds)));
  });
}

/** Running containers that the release does not want, by the release that they belong to. */
async function formerReleases(docker: Docker, stack: string, wanted: Wanted): Promise<ReadonlyMap<string, string[]>> {
  const releases = new Map<string, string[]>();
  for (const { Id, Labels } of await listService(docker, stack, wanted.service)) {
    if (wanted.containers.includes(Id)) continue;
    const release = `${Labels[label.release]} ${Labels[label.secrets]}`;
    releases.set(release, [...(releases.get(release) ?? []), Id]);
  }
  return releases;
}
