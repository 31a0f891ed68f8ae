import { connect } from "../actions/docker";
import { sweepImages } from "../actions/imageSweep";
import type { Cli } from "./cli";
import { sweepOrphans } from "./sweep";

interface Deployment {
  readonly resources?: readonly {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: { readonly host?: string };
    /** A built image is what its command printed. */
    readonly outputs?: { readonly imageId?: string; readonly stdout?: string };
  }[];
}

/** After an update that succeeded: removes what no state knows, and images that no kept release uses. */
export async function afterUp(cli: Cli, stackFlags: readonly string[], say: (line: string) => void): Promise<void> {
  const { deployment } = JSON.parse(await cli.read(["stack", "export", ...stackFlags])) as { deployment: Deployment };
  const resources = deployment.resources ?? [];
  const stack = resources[0]?.urn.split("::")[0]?.replace("urn:pulumi:", "");
  const host = resources.find(({ type }) => type === "pulumi:providers:docker")?.inputs?.host;
  if (stack === undefined || host === undefined) return;
  process.env.DOCKER_HOST = host;
  const docker = connect();
  const known = new Set(resources.flatMap(({ id }) => id ?? []));
  const images = resources.flatMap(({ outputs }) => [outputs?.imageId, outputs?.stdout]).filter(isImageId);
  const removed = [
    ...(await sweepOrphans(docker, stack, known)),
    ...(await sweepImages(docker, stack, new Set(images))),
  ];
  for (const what of removed) say(`swept ${what}`);
}

const isImageId = (output: unknown): output is string => /^sha256:[0-9a-f]{64}$/.test(String(output));
