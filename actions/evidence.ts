import type { Container } from "./docker";
import { logLines } from "./logs";

/** A container's name, image, state and last 50 log lines, for a person who is to see what went wrong. */
export async function evidence(container: Container): Promise<{ readonly state: string; readonly log: string[] }> {
  const { Name, State, Config } = await container.inspect();
  const lines = logLines(await container.logs({ stdout: true, stderr: true, tail: 50, follow: false }));
  const ended = State.Running ? "" : `, exit code ${State.ExitCode}`;
  const memory = State.OOMKilled ? ", out of memory" : "";
  return {
    state: `container ${Name.slice(1)} (${Config.Image.slice(0, 19)}): ${State.Status}${ended}${memory}`,
    log: ["last 50 log lines:", ...indent(lines.length > 0 ? lines : ["(no output)"])],
  };
}

/** Lines, and the lines within them, set in by two blanks. */
export const indent = (lines: readonly string[]) => lines.map((line) => `  ${line.replaceAll("\n", "\n  ")}`);
