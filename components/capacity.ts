import { execFile } from "node:child_process";
import { get } from "node:http";
import { json } from "node:stream/consumers";
import { promisify } from "node:util";
import type { HostSize } from "../systems/fit";
import { endpointOf } from "./endpoint";

const PATIENCE_MS = 15_000;

/** Asks a Docker daemon for its host's size; throws when it gives none. */
export async function sizeOf(address: string): Promise<HostSize> {
  const { MemTotal, NCPU } = await (address.startsWith("ssh:") ? infoOverSsh(address) : infoOverHttp(address));
  if (!(MemTotal > 0 && NCPU > 0)) throw new Error("it does not say how much memory and how many processors it has");
  return { memoryMiB: Math.floor(MemTotal / 1024 ** 2), cpus: NCPU };
}

/** The part of Docker's `GET /info` that is needed: bytes and processors. */
interface Info {
  readonly MemTotal: number;
  readonly NCPU: number;
}

/** The Docker client would take ten times as long to load as this takes to ask. */
function infoOverHttp(address: string): Promise<Info> {
  const { path: socketPath, ...endpoint } = endpointOf(address) as { path?: string; host?: string; port?: number };
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(PATIENCE_MS);
    const request = get({ ...endpoint, socketPath, path: "/info", agent: false, signal }, (response) => {
      if (response.statusCode === 200) return resolve(json(response) as Promise<Info>);
      response.destroy();
      reject(new Error(`it answers GET /info with status ${response.statusCode}`));
    });
    request.on("error", (error) => reject(signal.aborted ? new Error(late) : error));
  });
}

/** As the Docker provider reaches the host: with the user's own `ssh` and the `docker` that is over there. */
async function infoOverSsh(address: string): Promise<Info> {
  const { hostname, username, port } = new URL(address);
  const options = ["-o", "BatchMode=yes", ...(port ? ["-p", port] : [])];
  const target = `${decodeURIComponent(username)}@${hostname.replace(/^\[|\]$/g, "")}`;
  try {
    const { stdout } = await promisify(execFile)("ssh", [...options, "--", target, ASK], { timeout: PATIENCE_MS });
    return JSON.parse(stdout);
  } catch (error) {
    const { killed, stderr, message } = error as { killed?: boolean; stderr?: string; message: string };
    throw new Error(killed ? late : stderr?.trim() || message);
  }
}

const ASK = `docker info --format '{"MemTotal":{{.MemTotal}},"NCPU":{{.NCPU}}}'`;

const late = `no answer within ${PATIENCE_MS / 1000} s`;
