import type { Clone } from "./clone";
import { runIn } from "./runIn";

/** What a query of HoneyChat's superuser prints, a row a line, the columns with `|` between them. */
export async function sql(clone: Clone, query: string): Promise<string> {
  const words = ["psql", "-XAt", "-U", "honeychat", "-d", "honeychat", "-c", query];
  const { exitCode, output } = await runIn(clone, "postgres", words, { seconds: 20 });
  if (exitCode !== 0) throw new Error(`${query}: ${output}`);
  return output;
}
