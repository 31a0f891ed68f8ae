import { exec } from "../../actions/docker";
import type { Clone } from "./clone";

/** What a query of HoneyChat's superuser prints, a row a line, the columns with `|` between them. */
export async function sql(clone: Clone, query: string): Promise<string> {
  const running = (await clone.containers("postgres")).find(({ state }) => state === "running");
  if (!running) throw new Error("no container of postgres runs");
  const words = ["psql", "-XAt", "-U", "honeychat", "-d", "honeychat", "-c", query];
  const { exitCode, output } = await exec(clone.docker.getContainer(running.id), words, { seconds: 20 });
  if (exitCode !== 0) throw new Error(`${query}: ${output}`);
  return output;
}
