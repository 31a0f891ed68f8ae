import { text } from "node:stream/consumers";
import { watchDeploy } from "./abort";
import type { AccountVersion } from "./account";
import type { Admit } from "./admit";
import type { Build } from "./build";
import type { Certificate } from "./certificate/certificate";
import type { ServedCertificate } from "./certificate/served";
import type { Configure } from "./configure";
import type { Cutover } from "./cutover";
import type { JobRun } from "./job";
import { withLock } from "./lock";
import type { Room } from "./room";
import type { SecretVersions } from "./secret";
import type { Publish } from "./static/publish";
import type { Stage } from "./static/stage";
import type { SuperuserPassword } from "./superuser";

type Say = (line: string) => void;

/** Runs with what it is told. A text that it returns is for the engine to keep. */
type Action<Told> = (told: Told, say: Say) => Promise<unknown>;

/** Each loads its own modules alone: most deploys run a few actions, and wait for each one's start. */
const ACTIONS = {
  account: action(async (told: AccountVersion, say) => {
    const { makeAccount } = await import("./account");
    return withLock(usersOf(told), () => makeAccount(told, say));
  }),
  admit: action(async (told: Admit, say) => {
    const { admit } = await import("./admit");
    return withLock(`${told.stack}-${told.service}`, () => admit(told, say));
  }),
  build: action(async (told: Build, say) => {
    const { build } = await import("./build");
    return build(told, say);
  }),
  certificate: action(async (told: Certificate, say) => {
    const { writeCertificate } = await import("./certificate/certificate");
    return withLock(told.volume, () => writeCertificate(told, say));
  }),
  configure: action(async (told: Configure, say) => {
    const { configure } = await import("./configure");
    return withLock(`${told.stack}-${told.service}-configuration`, () => configure(told, say));
  }),
  cutover: action(async (told: Cutover, say) => {
    const { cutover } = await import("./cutover");
    return withLock(`${told.stack}-cutover`, () => cutover(told, say));
  }),
  "drop-account": action(async (told: AccountVersion, say) => {
    const { dropAccount } = await import("./account");
    return withLock(usersOf(told), () => dropAccount(told, say));
  }),
  job: action(async (told: JobRun, say) => {
    const { patienceFor, runJob } = await import("./job");
    return withLock(`${told.stack}-${told.job}`, () => runJob(told, say), patienceFor(told));
  }),
  publish: action(async (told: Publish, say) => {
    const { publish } = await import("./static/publish");
    return withLock(told.volume, () => publish(told, say));
  }),
  room: action(async (told: Room, say) => {
    const { room } = await import("./room");
    return room(told, say);
  }),
  secret: action(async (told: SecretVersions) => {
    const { writeSecret } = await import("./secret");
    return writeSecret(told);
  }),
  "served-certificate": action(async (told: ServedCertificate, say) => {
    const { untilServed } = await import("./certificate/served");
    return untilServed(told, say);
  }),
  stage: action(async (told: Stage, say) => {
    const { stage } = await import("./static/stage");
    return withLock(told.volume, () => stage(told, say));
  }),
  superuser: action(async (told: SuperuserPassword, say) => {
    const { changeSuperuser } = await import("./superuser");
    return withLock(usersOf(told), () => changeSuperuser(told, say));
  }),
} satisfies Readonly<Record<string, Action<unknown>>>;

/** What the engine writes to its standard input is what the component of the same name has put together. */
function action<Told>(run: Action<Told>): Action<unknown> {
  return (told, say) => run(told as Told, say);
}

/** One at a time changes the users of a server. */
const usersOf = ({ stack, account }: AccountVersion | SuperuserPassword) => `${stack}-${account.service}-users`;

/** The small programs that the engine runs: `main <action>`, told what to do by JSON on standard input. */
async function main(name = ""): Promise<void> {
  watchDeploy();
  // When the deploy has died nobody reads any more, and what has been begun must still come to its end.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  if (!Object.hasOwn(ACTIONS, name)) {
    const known = new Intl.ListFormat("en").format(Object.keys(ACTIONS));
    throw new Error(`no such action: ${name}; there are ${known}`);
  }
  const output = await ACTIONS[name as keyof typeof ACTIONS](JSON.parse(await text(process.stdin)), say);
  if (typeof output === "string") process.stdout.write(output);
}

const say = (line: string) => process.stderr.write(`${line}\n`);

main(process.argv[2]).catch((error: Error & { statusCode?: number }) => {
  say(error.statusCode === undefined && error.message ? error.message : (error.stack ?? String(error)));
  process.exit(1);
});
