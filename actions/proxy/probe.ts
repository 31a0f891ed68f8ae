import { CONTROL_PORT } from "../../render/site";
import { pause } from "../abort";
import { type Container, exec } from "../docker";

/** Where the proxy answers, inside its container, which release it serves. */
export const RELEASE_URL = `http://127.0.0.1:${CONTROL_PORT}/release`;

/** The digest that the running proxy answers with; empty when none answers. */
export async function servedDigest(proxy: Container): Promise<string> {
  const { exitCode, output } = await exec(proxy, ["curl", "-fsS", "-m", "2", RELEASE_URL], { seconds: 5 });
  return exitCode === 0 ? output : "";
}

/** A service behind the proxy, and what it is asked. */
export interface Probe {
  readonly service: string;
  readonly port: number;
  readonly healthPath: string;
}

const PROBE_SECONDS = 15;

/** curl's option to ask as a forwarder does. */
export const PROXY_PROTOCOL = "--haproxy-protocol";

/**
 * Asks every service for its health through the listeners inside the stack, again for a while where one does not answer: a busy
 * host is slow. Throws with the answers of those that still fail then. `forwarded` asks a proxy as the forwarder before it does.
 */
export async function probe(
  proxy: Container,
  services: readonly Probe[],
  { forwarded = false }: { forwarded?: boolean } = {},
): Promise<void> {
  const deadline = Date.now() + PROBE_SECONDS * 1000;
  const ask = forwarded ? ["curl", PROXY_PROTOCOL] : ["curl"];
  const answers = await Promise.all(services.map((service) => failureOf(proxy, ask, service, deadline)));
  const failed = answers.filter((answer) => answer !== "");
  if (failed.length > 0) throw new Error(`the new release does not answer through the proxy:\n${failed.join("\n")}`);
}

/** The last answer of a service that never was in order; empty text when one was. */
async function failureOf(
  proxy: Container,
  ask: readonly string[],
  { service, port, healthPath }: Probe,
  deadline: number,
): Promise<string> {
  const url = `http://127.0.0.1:${port}${healthPath}`;
  for (;;) {
    const { exitCode, output } = await exec(proxy, [...ask, "-fsS", "-m", "5", "-H", `Host: ${service}`, url], {
      seconds: 10,
    });
    if (exitCode === 0) return "";
    if (Date.now() > deadline) return `${service}${healthPath}: ${output}`;
    await pause(250);
  }
}
