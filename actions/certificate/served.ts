import { SECURE_PORT } from "../../render/site";
import { CERTBOT } from "../../systems/certbot";
import { pause } from "../abort";
import { type Container, connect, type Docker, exec } from "../docker";
import { listService } from "../listService";
import { logLines } from "../logs";
import { PROXY_PROTOCOL } from "../proxy/probe";

/** What the action `served-certificate` is told. */
export interface ServedCertificate {
  readonly stack: string;
  readonly names: readonly string[];
  /** Docker ids of the proxy's containers. */
  readonly proxy: readonly string[];
  /** Whether a forwarder stands before it. */
  readonly forwarded: boolean;
}

const PATIENCE_SECONDS = 180;
const REPORT_SECONDS = 10;
const LOOK_MS = 1000;
const LOG_LINES = 30;

/** Waits until the proxy has a certificate for each name. Throws with what was said of it when there is none in time. */
export async function untilServed(
  { stack, names, proxy, forwarded }: ServedCertificate,
  say: (line: string) => void,
  docker: Docker = connect(),
): Promise<void> {
  const container = docker.getContainer(proxy[0] ?? "");
  const ask = forwarded ? ["curl", PROXY_PROTOCOL] : ["curl"];
  const started = Date.now();
  let reports = 0;
  for (;;) {
    const missing = await withoutCertificate(container, ask, names);
    if (missing.length === 0) return say(`the proxy serves a certificate for ${names.join(", ")}`);
    const seconds = (Date.now() - started) / 1000;
    if (seconds > PATIENCE_SECONDS) throw new Error(await explanation(docker, stack, container, missing));
    if (seconds > (reports + 1) * REPORT_SECONDS) {
      reports++;
      say(
        `no certificate for ${missing.join(", ")} yet, after ${Math.round(seconds)} s of at most ${PATIENCE_SECONDS}`,
      );
    }
    await pause(LOOK_MS);
  }
}

/** The names by which no connection comes about; whether a certificate is to be believed is for others to say. */
async function withoutCertificate(
  proxy: Container,
  ask: readonly string[],
  names: readonly string[],
): Promise<string[]> {
  const answers = await Promise.all(
    names.map((name) =>
      exec(
        proxy,
        [...ask, "-ks", "-m", "5", "-o", "/dev/null", "--connect-to", `::127.0.0.1:${SECURE_PORT}`, `https://${name}/`],
        {
          seconds: 10,
        },
      ),
    ),
  );
  return names.filter((_, index) => answers[index]?.exitCode !== 0);
}

async function explanation(
  docker: Docker,
  stack: string,
  proxy: Container,
  missing: readonly string[],
): Promise<string> {
  const [certbot] = await listService(docker, stack, CERTBOT);
  const asker = certbot ? docker.getContainer(certbot.Id) : proxy;
  const log = logLines(await asker.logs({ stdout: !!certbot, stderr: true, follow: false, tail: LOG_LINES }));
  return (
    `no certificate for ${missing.join(", ")} within ${PATIENCE_SECONDS} s. The release serves, without HTTPS. The authority asks ` +
    `http://${missing[0]}/.well-known/acme-challenge/ on port 80: does the name lead to this host, and the port to \`ports.http\`? ` +
    `The last lines of ${certbot ? CERTBOT : "the proxy"}'s log:\n${log.join("\n")}`
  );
}
