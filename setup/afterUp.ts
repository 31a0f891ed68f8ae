import { connect, type Docker } from "../actions/docker";
import { readReleases } from "../actions/releases";
import { label } from "../systems/labels";
import type { Cli } from "./cli";
import { sweepImages, sweepOrphans } from "./sweep";

interface Deployment {
  readonly resources?: readonly {
    readonly urn: string;
    readonly type: string;
    readonly id?: string;
    readonly inputs?: { readonly host?: string };
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
  const removed = [
    ...(await sweepOrphans(docker, stack, known)),
    ...(await sweepImages(docker, stack, await keptImages(docker, stack))),
  ];
  for (const what of removed) say(`swept ${what}`);
}

async function keptImages(docker: Docker, stack: string): Promise<ReadonlySet<string>> {
  const proxies = await docker.listContainers({
    filters: { label: [`${label.stack}=${stack}`, `${label.service}=proxy`] },
  });
  const releases = await Promise.all(proxies.map(({ Id }) => readReleases(docker.getContainer(Id))));
  return new Set(releases.flat().flatMap(({ containers }) => containers.map(({ image }) => image)));
}
