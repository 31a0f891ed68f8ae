import { label } from "../../systems/labels";
import { throwIfAborted } from "../abort";
import type { Container, Docker } from "../docker";
import { logLines } from "../logs";

/** A static volume, and the image whose shell works on it. */
export interface VolumeTool {
  readonly stack: string;
  /** Docker volume. */
  readonly volume: string;
  /** Id of an image with `sh` and the usual file tools: the proxy's. */
  readonly tool: string;
}

const FOLDER = "/volume";
const SECONDS = 300;
const MiB = 1024 * 1024;

/**
 * Unpacks an archive into a volume, then runs a shell script there as root in a container without network. Returns the lines
 * that it printed; throws with them when it fails.
 */
export async function onVolume(
  docker: Docker,
  { stack, volume, tool }: VolumeTool,
  script: string,
  args: readonly string[],
  files?: Buffer,
): Promise<string[]> {
  const container = await docker.createContainer({
    Image: tool,
    Entrypoint: ["sh", "-euc", `cd ${FOLDER}\n${script}`, "-"],
    Cmd: [...args],
    User: "0:0",
    Labels: { [label.stack]: stack },
    HostConfig: { Binds: [`${volume}:${FOLDER}`], NetworkMode: "none", CapDrop: ["ALL"], Memory: 128 * MiB },
  });
  try {
    if (files) await container.putArchive(files, { path: FOLDER });
    throwIfAborted();
    await container.start();
    return await outcome(container);
  } finally {
    await container.remove({ force: true, v: true });
  }
}

async function outcome(container: Container): Promise<string[]> {
  const { StatusCode } = await container.wait({ abortSignal: AbortSignal.timeout(SECONDS * 1000) });
  const lines = logLines(await container.logs({ stdout: true, stderr: true, follow: false }));
  if (StatusCode !== 0)
    throw new Error(`the work on the volume failed with exit code ${StatusCode}:\n${lines.join("\n")}`);
  return lines;
}
