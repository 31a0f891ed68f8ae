import { step, tell } from "../setup/progress";
import type { Clone } from "../test/harness/clone";
import type { Measured } from "./measured";

/** Measures something several times, and says how each time went. */
export async function series(name: string, count: number, run: () => Promise<Measured>): Promise<Measured[]> {
  const results: Measured[] = [];
  for (let number = 1; number <= count; number++) {
    const result = await step(`${name} ${number} of ${count} under load`, run);
    tell(`  ${result.failed} of ${result.sent} requests failed, wall time ${result.seconds.toFixed(1)} s`);
    results.push(result);
  }
  return results;
}

/** Changes the api's code, then deploys it. */
export async function changed(clone: Clone, deploy: () => Promise<unknown>): Promise<void> {
  clone.edit("samples/honeychat/api/health.py", (text) => `${text}\n# ${Date.now()}\n`);
  await deploy();
}
