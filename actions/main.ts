import { text } from "node:stream/consumers";
import { watchDeploy } from "./abort";
import { type AccountVersion, dropAccount, makeAccount } from "./account";
import { type Admit, admit } from "./admit";
import { type Build, build } from "./build";
import { type Certificate, writeCertificate } from "./certificate/certificate";
import { type ServedCertificate, untilServed } from "./certificate/served";
import { type Configure, configure } from "./configure";
import { type Cutover, cutover } from "./cutover";
import { type JobRun, patienceFor, runJob } from "./job";
import { withLock } from "./lock";
import { type Room, room } from "./room";
import { type SecretVersions, writeSecret } from "./secret";
import { type Publish, publish } from "./static/publish";
import { type Stage, stage } from "./static/stage";
import { changeSuperuser, type SuperuserPassword } from "./superuser";

/** The small programs that the engine runs: `main <action>`, told what to do by JSON on standard input. */
async function main(): Promise<void> {
  watchDeploy();
  // When the deploy has died nobody reads any more, and what has been begun must still come to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  const action = process.argv[2];
  const input = JSON.parse(await text(process.stdin));
  if (action === "admit") await withLock(`${input.stack}-${input.service}`, () => admit(input as Admit, say));
  else if (action === "cutover") await withLock(`${input.stack}-cutover`, () => cutover(input as Cutover, say));
  else if (action === "configure")
    await withLock(`${input.stack}-${input.service}-configuration`, () => configure(input as Configure, say));
  else if (action === "job")
    await withLock(`${input.stack}-${input.job}`, () => runJob(input as JobRun, say), patienceFor(input as JobRun));
  else if (action === "room") await room(input as Room, say);
  else if (action === "build") process.stdout.write(await build(input as Build, say));
  else if (action === "secret") await writeSecret(input as SecretVersions);
  else if (action === "account") await withLock(accountLock(input), () => makeAccount(input as AccountVersion, say));
  else if (action === "drop-account")
    await withLock(accountLock(input), () => dropAccount(input as AccountVersion, say));
  else if (action === "superuser")
    await withLock(accountLock(input), () => changeSuperuser(input as SuperuserPassword, say));
  else if (action === "certificate")
    process.stdout.write(await withLock(input.volume, () => writeCertificate(input as Certificate, say)));
  else if (action === "served-certificate") await untilServed(input as ServedCertificate, say);
  else if (action === "stage") process.stdout.write(await withLock(input.volume, () => stage(input as Stage, say)));
  else if (action === "publish") await withLock(input.volume, () => publish(input as Publish, say));
  else
    throw new Error(
      `no such action: ${action}; there are account, admit, build, certificate, configure, cutover, job, publish, room, secret, served-certificate and stage`,
    );
}

/** One at a time changes the users of a server. */
const accountLock = ({ stack, account }: AccountVersion | SuperuserPassword) => `${stack}-${account.service}-users`;

const say = (line: string) => process.stderr.write(`${line}\n`);

main().catch((error: Error & { statusCode?: number }) => {
  say(error.statusCode === undefined && error.message ? error.message : (error.stack ?? String(error)));
  process.exit(1);
});
