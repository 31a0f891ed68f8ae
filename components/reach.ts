import { connect } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import type { HostSize } from "../systems/fit";
import { sizeOf } from "./capacity";
import { endpointOf } from "./endpoint";
import { refusal } from "./refusal";

const PATIENCE_MS = 5000;

/**
 * The host's size, once its daemon has said it. A preview goes on without the host and says so; an update stops before it
 * touches anything.
 */
export async function whenReachable(address: string): Promise<HostSize | undefined> {
  try {
    await untilListening(address);
    return await sizeOf(address);
  } catch (error) {
    const message = `the Docker host ${address} cannot be reached: ${(error as Error).message}`;
    if (!pulumi.runtime.isDryRun())
      throw refusal(`${message}. Nothing was changed. Start it, or set \`roadstead:host\`.`);
    pulumi.log.warn(`${message}. The plan below comes from the state file alone; \`up\` will refuse.`);
    return undefined;
  }
}

function untilListening(address: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(endpointOf(address), () => {
      socket.destroy();
      resolve();
    });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error(`no answer within ${PATIENCE_MS / 1000} s`)));
    socket.once("error", reject);
  });
}
