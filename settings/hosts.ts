import { set } from "./commands";
import { Refusal } from "./refusal";

export const thisMachine = "unix:///var/run/docker.sock";

const name = String.raw`(?:[\w.-]+|\[[\da-f:]+\])`;
const socket = /^unix:\/\/\/\S+$/;
const ssh = new RegExp(String.raw`^ssh://[\w.-]+@${name}(?::(\d+))?$`, "i");
const tcp = new RegExp(String.raw`^tcp://${name}:(\d+)$`, "i");

/** The address of a Docker daemon. */
export function dockerHost(value: unknown): string | Refusal {
  if (isThisMachine(value) || isRemote(value)) return value;
  const example = String(value).startsWith("unix:") ? thisMachine : "ssh://deploy@staging.example.com";
  return new Refusal(`${thisMachine}, ssh://<user>@<host>[:<port>] or tcp://<host>:<port>`, set(example));
}

/** Whether the daemon is reached over a socket of this machine. */
export function isThisMachine(host: unknown): host is string {
  return typeof host === "string" && socket.test(host);
}

function isRemote(host: unknown): host is string {
  const match = typeof host === "string" ? (ssh.exec(host) ?? tcp.exec(host)) : undefined;
  const port = Number(match?.[1] ?? 22);
  return Boolean(match) && port >= 1 && port <= 65535;
}
