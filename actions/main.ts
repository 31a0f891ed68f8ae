import { text } from "node:stream/consumers";
import { watchDeploy } from "./abort";
import { type Admit, admit } from "./admit";
import { type Build, build } from "./build";
import { type Cutover, cutover } from "./cutover";
import { withLock } from "./lock";
import { type SecretFile, writeSecret } from "./secret";

/** The small programs that the engine runs: `main <action>`, told what to do by JSON on standard input. */
async function main(): Promise<void> {
  watchDeploy();
  // When the deploy has died nobody reads any more, and what has been begun must still come to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const action = process.argv[2];
  const input = JSON.parse(await text(process.stdin));
  if (action === "admit") await withLock(`${input.stack}-${input.service}`, () => admit(input as Admit, say));
  else if (action === "cutover") await withLock(`${input.stack}-cutover`, () => cutover(input as Cutover, say));
  else if (action === "build") process.stdout.write(await build(input as Build, say));
  else if (action === "secret") await writeSecret(input as SecretFile);
  else throw new Error(`no such action: ${action}; there are admit, build, cutover and secret`);
}

const say = (line: string) => process.stderr.write(`${line}\n`);

main().catch((error: Error & { statusCode?: number }) => {
  say(error.statusCode === undefined && error.message ? error.message : (error.stack ?? String(error)));
  process.exit(1);
});
