import { connect } from "../actions/docker";
import { columns } from "../render/columns";
import { label } from "../systems/labels";

/** A stack's containers in columns: name, image, state, since when. */
export async function serviceTable(host: string, stack: string): Promise<string> {
  process.env.DOCKER_HOST = host;
  const docker = connect();
  const containers = await docker.listContainers({ all: true, filters: { label: [`${label.stack}=${stack}`] } });
  const rows = await Promise.all(
    containers.map(async ({ Id, Labels, Image }) => {
      const { State, Name } = await docker.getContainer(Id).inspect();
      return [Labels[label.service] ?? "", Name.slice(1), Image.slice(0, 19), stateOf(State), since(State)];
    }),
  );
  return columns([
    ["SERVICE", "CONTAINER", "IMAGE", "STATE", "SINCE"],
    ...rows.sort((a, b) => (a[0] ?? "").localeCompare(b[0] ?? "")),
  ]);
}

/** Docker's word, with what it makes of a healthcheck, or with the exit code: `exited (0)` is a job that has completed. */
function stateOf({
  Status,
  ExitCode,
  Health,
}: {
  Status: string;
  ExitCode: number;
  Health?: { Status: string } | undefined;
}): string {
  if (Status === "exited") return `${Status} (${ExitCode})`;
  return Health ? `${Status} (${Health.Status})` : Status;
}

/** Since when a container is in its state; Docker dates what has not happened to the year 1. */
function since({
  Running,
  StartedAt,
  FinishedAt,
}: {
  Running: boolean;
  StartedAt: string;
  FinishedAt: string;
}): string {
  if (StartedAt.startsWith("0001-")) return "never started";
  return ago(Running ? StartedAt : FinishedAt);
}

function ago(time: string): string {
  const seconds = Math.max(0, Math.round((Date.now() - Date.parse(time)) / 1000));
  if (seconds < 120) return `${seconds} seconds ago`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes ago` : `${Math.round(seconds / 3600)} hours ago`;
}
