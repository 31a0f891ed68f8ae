import { statfs } from "node:fs/promises";
import { hostname } from "node:os";
import { isThisMachine, thisMachine } from "../settings/hosts";
import { PROXY } from "../systems/entrance";
import { type Docker, exec } from "./docker";
import { listService } from "./listService";

/** The disk that Docker keeps images on. */
export interface DiskSpace {
  /** The host's own name. */
  readonly host: string;
  /** Docker's root directory there. */
  readonly folder: string;
  /** Free bytes; undefined when there is no way to tell. */
  readonly free: number | undefined;
}

/**
 * Asks for the free space of the daemon's disk: the system when the daemon is this machine's, else the stack's running proxy, whose
 * root lies on the same disk.
 */
export async function diskSpace(docker: Docker, stack: string): Promise<DiskSpace> {
  const { Name: host, DockerRootDir: folder } = (await docker.info()) as { Name: string; DockerRootDir: string };
  const here = isThisMachine(process.env.DOCKER_HOST ?? thisMachine) && host === hostname();
  return { host, folder, free: (here ? await freeHere(folder) : undefined) ?? (await freeInProxy(docker, stack)) };
}

/** Free bytes where a folder of this machine lies. */
export async function freeHere(folder: string): Promise<number | undefined> {
  const found = await statfs(folder).catch(() => undefined);
  return found && found.bavail * found.bsize;
}

/** Free bytes where the images of the running proxy lie, as a container of theirs sees it. */
export async function freeInProxy(docker: Docker, stack: string): Promise<number | undefined> {
  const [proxy] = await listService(docker, stack, PROXY);
  if (!proxy) return undefined;
  const { output } = await exec(docker.getContainer(proxy.Id), ["df", "-kP", "/"], { seconds: 10 });
  return availableBytes(output);
}

/** The fourth column of what `df -kP` prints: kilobytes that are available. */
export function availableBytes(output: string): number | undefined {
  const [, kilobytes] = /^\S+\s+\d+\s+\d+\s+(\d+)\s/.exec(output.split("\n")[1] ?? "") ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
}
