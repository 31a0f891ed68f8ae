import { label } from "../systems/labels";
import { versionsIn } from "../systems/secretVersions";
import type { Docker } from "./docker";

/** A container that holds a version of a secret, by its label. */
export interface Holder {
  /** Docker's name. */
  readonly container: string;
  /** Service or job that it is a copy of. */
  readonly service: string;
  readonly version: number;
  readonly running: boolean;
}

/** The containers of a stack that hold a secret, in whichever version. */
export async function holdersOf(docker: Docker, stack: string, secret: string): Promise<Holder[]> {
  const containers = await docker.listContainers({ all: true, filters: { label: [`${label.stack}=${stack}`] } });
  return containers.flatMap(({ Names, Labels, State }) => {
    const version = versionsIn(Labels[label.secrets] ?? "").get(secret);
    if (version === undefined) return [];
    const running = ["running", "restarting", "paused"].includes(State);
    return [{ container: (Names[0] ?? "").slice(1), service: Labels[label.service] ?? "", version, running }];
  });
}
