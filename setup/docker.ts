import { existsSync } from "node:fs";
import { connect } from "../actions/docker";
import { aptInstall, canInstall } from "./apt";
import { daemonPath, findDaemon } from "./docker/daemon";
import { launch } from "./docker/launch";
import { noteOwnDaemon } from "./docker/own";
import { systemdStart } from "./docker/systemd";
import { Advice, seconds } from "./progress";
import type { Say } from "./running";

const localSockets = ["unix:///var/run/docker.sock", "unix:///run/docker.sock"];
const patience = 10_000;

/** Makes sure that a Docker daemon answers at `host`; this machine's own is installed and started where that is possible. */
export async function ensureDocker(host: string, say: Say): Promise<void> {
  process.env.DOCKER_HOST = host;
  const refusal = await unreachable();
  if (!refusal) return;
  if (!localSockets.includes(host)) throw new Advice(`No Docker daemon answers at ${host}: ${refusal}.`);
  if (refusal.includes("EACCES")) throw new Advice(notAllowed(host));
  if (!findDaemon()) await install(refusal, say);
  await start(refusal, say);
}

async function install(refusal: string, say: Say): Promise<void> {
  if (!canInstall())
    throw new Advice(`${noDaemon(refusal)} Install Docker Engine, or run this as root on Debian or Ubuntu.`);
  await aptInstall(["docker.io"], say);
  if (!findDaemon()) throw new Advice(`The package docker.io brought no dockerd into ${daemonPath}.`);
}

async function start(refusal: string, say: Say): Promise<void> {
  if (process.getuid?.() !== 0)
    throw new Advice(`${noDaemon(refusal)} Start it, for example: sudo systemctl start docker`);
  say("start the daemon");
  const answers = async () => !(await unreachable());
  if (existsSync("/run/systemd/system")) return systemdStart(answers);
  await launch({ command: ["dockerd"], runFolder: "/var/run", log: "/var/log/docker.log" }, answers);
  noteOwnDaemon();
}

async function unreachable(): Promise<string | undefined> {
  const docker = connect();
  Object.assign(docker.modem, { timeout: patience });
  const started = Date.now();
  try {
    await docker.ping();
  } catch (error) {
    return Date.now() - started < patience ? (error as Error).message : `no answer in ${seconds(patience)}`;
  }
}

const noDaemon = (refusal: string) => `No Docker daemon answers on this machine (${refusal}).`;

const notAllowed = (host: string) =>
  `This user may not use the Docker daemon at ${host}. Run this as root, or join the group: sudo usermod -aG docker "$USER"`;
