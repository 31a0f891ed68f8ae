import { type ExecOptions, exec, type Outcome } from "../../actions/docker";
import type { Clone } from "./clone";

const SECONDS = 30;

/** Runs a command in a running container of a service, for 30 s at the most where nothing else is said. */
export async function runIn(
  clone: Clone,
  service: string,
  command: readonly string[],
  options: Partial<ExecOptions> = {},
): Promise<Outcome> {
  const running = (await clone.containers(service)).find(({ state }) => state === "running");
  if (!running) throw new Error(`no container of ${service} runs`);
  return exec(clone.docker.getContainer(running.id), command, { seconds: SECONDS, ...options });
}
