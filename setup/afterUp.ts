import { connect } from "../actions/docker";
import { sweepImages } from "../actions/imageSweep";
import type { State } from "./state";
import { sweepOrphans } from "./sweep";

/** After an update that succeeded: removes what no state knows, and images that no kept release uses. */
export async function afterUp({ resources = [] }: State, say: (line: string) => void): Promise<void> {
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
