import { text } from "node:stream/consumers";
import { watchDeploy } from "./abort";
import { type Admit, admit } from "./admit";
import { type Build, build } from "./build";
import { type Cutover, cutover } from "./cutover";
import { withLock } from "./lock";
import { type Room, room } from "./room";
import { type SecretFile, writeSecret } from "./secret";
import { type Publish, publish } from "./static/publish";
import { type Stage, stage } from "./static/stage";

/** The small programs that the engine runs: `main <action>`, told what to do by JSON on standard input. */
async function main(): Promise<void> {
  watchDeploy();
  // When the deploy has died nobody reads any more, and what has been begun must still come to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const action = process.argv[2];
  const input = JSON.parse(await text(process.stdin));
  if (action === "admit") await withLock(`${input.stack}-${input.service}`, () => admit(input as Admit, say));
  else if (action === "cutover") await withLock(`${input.stack}-cutover`, () => cutover(input as Cutover, say));
  else if (action === "room") await room(input as Room, say);
  else if (action === "build") process.stdout.write(await build(input as Build, say));
  else if (action === "secret") await writeSecret(input as SecretFile);
  else if (action === "stage") process.stdout.write(await withLock(input.volume, () => stage(input as Stage, say)));
  else if (action === "publish") await withLock(input.volume, () => publish(input as Publish, say));
  else throw new Error(`no such action: ${action}; there are admit, build, cutover, publish, room, secret and stage`);
}

const say = (line: string) => process.stderr.write(`${line}\n`);

main().catch((error: Error & { statusCode?: number }) => {
  say(error.statusCode === undefined && error.message ? error.message : (error.stack ?? String(error)));
  process.exit(1);
});
