import { logLines } from "../../actions/logs";
import type { Clone } from "./clone";

/** What the bots of a stack have said about their calls of the API by its service name. */
export interface BotCalls {
  calls: number;
  failed: number;
  /** Kept connections that ended under a request. */
  reconnected: number;
}

/** Adds up what the bot containers that still exist have reported last. */
export async function botCalls(clone: Clone): Promise<BotCalls> {
  const total = { calls: 0, failed: 0, reconnected: 0 };
  for (const { id } of await clone.containers("bot")) {
    const logs = await clone.docker.getContainer(id).logs({ stdout: true, stderr: true, follow: false, tail: 200 });
    const reports = logLines(logs).flatMap(parseReport);
    const last = reports.at(-1);
    total.calls += last?.calls ?? 0;
    total.failed += last?.failed ?? 0;
    total.reconnected += last?.reconnected ?? 0;
  }
  return total;
}

function parseReport(line: string): BotCalls[] {
  const entry = JSON.parse(line) as Partial<BotCalls>;
  return typeof entry.calls === "number" ? [entry as BotCalls] : [];
}
