// @module-tag slow
// Thirty deploys in a row, ten of them under load: what must never run twice, what must not be lost, what must not pile up.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { label } from "../../systems/labels";
import { Clone } from "../harness/clone";
import { type ContainerEvent, overlaps, recordEvents, runIntervals } from "../harness/dockerEvents";
import type { LoadResult } from "../harness/load";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const DEPLOYS = 30;
/** Those that replace bot and beat too, under load; after them what counts is only what piles up. */
const LOADED_DEPLOYS = 10;
const RELEASES_KEPT = 5;

describe("Thirty deploys in a row", () => {
  let clone: Clone;
  let events: readonly ContainerEvent[];
  let load: LoadResult;
  let before: Inventory;
  let after: Inventory;
  const failed: string[] = [];

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "0" } } } });
    await clone.start({ timeout: 900 });
    before = await inventory(clone);
    const recording = await recordEvents(clone.docker, clone.stack);
    ({ load } = await underLoad(clone, () => deploy(1, LOADED_DEPLOYS)));
    events = await recording.stop();
    await deploy(LOADED_DEPLOYS + 1, DEPLOYS);
    after = await inventory(clone);
  }, 1_200_000);
  afterAll(() => clone?.destroy());

  /** Every third one is a code change. */
  async function deploy(first: number, last: number): Promise<void> {
    for (let number = first; number <= last; number++) {
      const services = number <= LOADED_DEPLOYS ? ["api", "bot", "celery_beat"] : ["api"];
      for (const service of services) clone.set(`environment.${service}.RELEASE`, String(number));
      if (number % 3 === 0) {
        clone.edit("samples/honeychat/api/health.py", (text) => `${text}\n# release ${number}\n`);
      }
      const { exitCode, output } = await clone.up({ allowFailure: true });
      if (exitCode !== 0) failed.push(output);
    }
  }

  it("succeed, and no request fails", () => {
    expect(failed).toEqual([]);
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => Number(value))).toEqual(
      Array.from({ length: LOADED_DEPLOYS + 1 }, (_, i) => i),
    );
  });

  it.each(["bot", "celery_beat"])("H1 never run two of %s at one instant", (service) => {
    expect(runIntervals(events, service)).toHaveLength(LOADED_DEPLOYS + 1);
    expect(overlaps(events, service)).toEqual([]);
  });

  it("H1 leave no tick of an old scheduler after the first of a new one", async () => {
    const instances = (await ticks(clone)).map(({ instance }) => instance);
    const turns = instances.filter((instance, index) => instance !== instances[index - 1]);
    expect(new Set(turns).size).toBe(turns.length);
    expect(turns.length).toBeGreaterThan(2);
  });

  it("lose no row and no queued task", async () => {
    expect(load.accepted.length).toBeGreaterThan(1000);
    await expect
      .poll(() => counts(clone), { timeout: 120_000, interval: 1000 })
      .toEqual({ queued: 0, done: load.accepted.length });
  });

  it("leave no growth in containers, networks, volumes, or images beyond the newest five releases", () => {
    expect({ ...after, images: 0 }).toEqual({ ...before, images: 0 });
    expect(after.images).toBeLessThanOrEqual(before.images + RELEASES_KEPT);
  });

  it("a replaced Postgres keeps its rows", async () => {
    const rows = await counts(clone);
    clone.set("limits.postgres.memory", "520m");
    const { changes } = await clone.up();
    expect(changes.containers.replaced).toEqual(["postgres-1"]);
    await expect.poll(() => counts(clone), { timeout: 30_000 }).toEqual(rows);
  });
});

interface Inventory {
  readonly containers: number;
  readonly networks: number;
  readonly volumes: number;
  readonly images: number;
}

async function inventory({ docker, stack }: Clone): Promise<Inventory> {
  const filters = { label: [`${label.stack}=${stack}`] };
  return {
    containers: (await docker.listContainers({ all: true, filters })).length,
    networks: (await docker.listNetworks({ filters })).length,
    volumes: (await docker.listVolumes({ filters })).Volumes.length,
    images: (await docker.listImages({ filters: { label: [`${label.imageStack}=${stack}`] } })).length,
  };
}

async function counts(clone: Clone): Promise<{ queued: number; done: number }> {
  return (await fetch(`${clone.url}/api/messages/count`)).json() as Promise<{ queued: number; done: number }>;
}

/** All tick rows, oldest first. */
async function ticks(clone: Clone): Promise<{ id: number; instance: string }[]> {
  const all: { id: number; instance: string }[] = [];
  for (;;) {
    const page = (await (
      await fetch(`${clone.url}/api/ticks?limit=100&after=${all.at(-1)?.id ?? 0}`)
    ).json()) as typeof all;
    if (page.length === 0) return all;
    all.push(...page);
  }
}
