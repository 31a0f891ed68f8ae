import { label } from "../systems/labels";
import type { Docker } from "./docker";

/** Containers of a service, those of former releases too: what is up, a paused or restarting one among it, or all there are. */
export const listService = (docker: Docker, stack: string, service: string, { all = false } = {}) =>
  docker.listContainers({ all, filters: { label: [`${label.stack}=${stack}`, `${label.service}=${service}`] } });

/** A container of a service that runs and is neither paused nor restarting. */
export const findRunning = async (docker: Docker, stack: string, service: string) =>
  (await listService(docker, stack, service)).find(({ State }) => State === "running");
