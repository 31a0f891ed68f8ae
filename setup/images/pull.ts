import type { Docker } from "../../actions/docker";
import { megabytes } from "../progress";
import { type Say, whileRunning } from "../running";
import { type DockerEvent, events } from "./events";

/** The registry of an image gives no answer at all. */
export class RegistryUnreachable extends Error {}

const firstAnswerSeconds = 20;

const noAnswer = [
  "no such host",
  "name resolution",
  "server misbehaving",
  "connection refused",
  "connection reset",
  "network is unreachable",
  "no route to host",
  "i/o timeout",
  "TLS handshake timeout",
  "Client.Timeout",
  "context deadline exceeded",
  "proxyconnect",
  "EOF",
];

/** Pulls an image, saying how much of it has come. */
export async function pull(docker: Docker, name: string, say: Say): Promise<void> {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), firstAnswerSeconds * 1000);
  try {
    await whileRunning(`pull ${name}`, say, async (report) => {
      const sizes = new Map<string, Size>();
      for await (const event of events(await docker.pull(name, { abortSignal: patience.signal }))) {
        clearTimeout(timer);
        report(progress(sizes, event));
      }
    });
  } catch (error) {
    const message = reason(error);
    if (patience.signal.aborted) throw new RegistryUnreachable(`no answer in ${firstAnswerSeconds} s`);
    if (noAnswer.some((sign) => message.includes(sign))) throw new RegistryUnreachable(message);
    throw new Error(message);
  } finally {
    clearTimeout(timer);
  }
}

/** What the daemon said, without the status line that the client puts before it. */
const reason = (error: unknown) => (error as Error).message.replace(/^\(HTTP code \d+\) [^-]*- /, "").trim();

interface Size {
  readonly current: number;
  readonly total: number;
}

/** Adds one message to the layers' sizes and says the sum. */
export function progress(sizes: Map<string, Size>, { id = "", status = "", progressDetail }: DockerEvent): string {
  const { current = 0, total = 0 } = progressDetail ?? {};
  const known = sizes.get(id);
  if (status === "Downloading") sizes.set(id, { current, total });
  if (status === "Download complete" && known) sizes.set(id, { ...known, current: known.total });
  if (sizes.size === 0) return status;
  const sum = (key: keyof Size) => [...sizes.values()].reduce((total, size) => total + size[key], 0);
  return `${megabytes(sum("current"))} of ${megabytes(sum("total"))}`.replace(" MB of", " of");
}
