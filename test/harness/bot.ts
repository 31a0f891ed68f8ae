import { logLines } from "../../actions/logs";
import type { Clone } from "./clone";

/** What the bots of a stack have said about their calls of the API by its service name. */
export interface BotCalls {
  calls: number;
  failed: number;
  /** What the failed ones ended with, each with its time. */
  failures: string[];
  /** Kept connections that ended under a request. */
  reconnected: number;
}

/** Adds up what the bot containers that still exist have reported last. */
export async function botCalls(clone: Clone): Promise<BotCalls> {
  const total: BotCalls = { calls: 0, failed: 0, failures: [], reconnected: 0 };
  for (const { id } of await clone.containers("bot")) {
    const logs = await clone.docker.getContainer(id).logs({ stdout: true, stderr: true, follow: false, tail: 200 });
    const entries = logLines(logs).map((line) => JSON.parse(line) as Entry);
    const reports = entries.filter(({ calls }) => typeof calls === "number");
    const last = reports.at(-1);
    total.calls += last?.calls ?? 0;
    total.failed += Number(last?.failed ?? 0);
    total.failures.push(
      ...entries.flatMap(({ time, failed }) => (typeof failed === "string" ? [`${time} ${failed}`] : [])),
    );
    total.reconnected += last?.reconnected ?? 0;
  }
  return total;
}

/** A report, which counts, or one call that failed, which says how. */
interface Entry {
  readonly time: string;
  readonly calls?: number;
  readonly failed?: number | string;
  readonly reconnected?: number;
}
