import { execa } from "execa";
import { Advice } from "../progress";

/** Starts the distribution's Docker unit, which is ready when systemctl returns. */
export async function systemdStart(answers: () => Promise<boolean>): Promise<void> {
  const start = await execa("systemctl", ["start", "docker"], { stdin: "ignore", all: true, reject: false });
  if (!start.failed && (await answers())) return;
  const journal = await execa("journalctl", ["--unit", "docker", "--lines", "10", "--no-pager"], { reject: false });
  throw new Advice(`systemctl start docker gave no daemon that answers: ${start.all}\n${journal.stdout}`);
}
