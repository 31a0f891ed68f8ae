import { existsSync } from "node:fs";

/** Where distributions put dockerd and what it calls; the packages' folders come before /usr/local. */
export const daemonPath = "/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin";

/** The Docker daemon's program on this machine. */
export const findDaemon = (): string | undefined =>
  daemonPath
    .split(":")
    .map((folder) => `${folder}/dockerd`)
    .find((path) => existsSync(path));
