// @module-tag slow
// A release that never gets healthy, tried again and again, under load on the real engine.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Clone } from "../harness/clone";
import { failuresOf, none, underLoad } from "../harness/underLoad";

/** Half of what a service has when its system is silent: three tries use it up. */
const HEALTH_BUDGET_SECONDS = 15;
const ENGINE_SECONDS = 40;
const HEALTHCHECK = 'http://127.0.0.1:8000/health"],';

describe("An unhealthy release", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "good" } } } });
    await clone.start({ timeout: 900 });
    clone.edit("systems/honeychat.ts", (text) =>
      text.replace(HEALTHCHECK, `${HEALTHCHECK} budgetSeconds: ${HEALTH_BUDGET_SECONDS},`),
    );
  });
  afterAll(() => clone?.destroy());

  it.each([
    "first",
    "second",
    "third",
  ])("D3 the %s try fails within the health budget, and the old release serves", async () => {
    clone.set("environment.api.RELEASE", "bad");
    clone.set("environment.api.BREAK", "health");
    const { done, load } = await underLoad(clone, () => clone.up({ allowFailure: true }));
    expect(done.exitCode).not.toBe(0);
    expect(done.seconds).toBeLessThan(HEALTH_BUDGET_SECONDS + ENGINE_SECONDS);
    expect(done.output).toContain(`api was not healthy within ${HEALTH_BUDGET_SECONDS} s`);
    expect(done.output).toContain("last health checks:");
    expect(done.output).toContain("BREAK=health is set");
    expect(done.output).toContain("last 50 log lines:");
    expect(done.output).toContain("Application startup complete.");
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["good"]);
  });

  it("D2 the next good release goes through and ends with exactly the wanted containers", async () => {
    clone.edit("systems/honeychat.ts", (text) => text.replace(` budgetSeconds: ${HEALTH_BUDGET_SECONDS},`, ""));
    clone.unset("environment.api.BREAK");
    clone.set("environment.api.RELEASE", "better");
    const { load } = await underLoad(clone, () => clone.up());
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["good", "better"]);
    const containers = (await clone.containers()).map(({ service, state }) => `${service} ${state}`);
    expect(containers).toEqual(
      ["api", "bot", "celery_beat", "celery_worker", "postgres", "proxy", "redis"].map(
        (service) => `${service} running`,
      ),
    );
  });

  it("D2 a worker that never gets healthy takes the whole release back, the exactly-one service too", async () => {
    const bots = await clone.containers("bot");
    clone.edit("samples/honeychat/worker/app.py", (text) => `raise SystemExit("no such release")\n${text}`);
    clone.set("environment.bot.RELEASE", "never");
    clone.set("environment.api.RELEASE", "never");
    const { done, load } = await underLoad(clone, () => clone.up({ allowFailure: true }));
    expect(done.exitCode).not.toBe(0);
    expect(done.output).toMatch(/celery_(worker|beat) keeps exiting/);
    expect(failuresOf(load)).toEqual(none);
    expect(load.seen.release?.map(({ value }) => value)).toEqual(["better"]);
    const running = (await clone.containers("bot")).filter(({ state }) => state === "running");
    expect(running.map(({ id }) => id)).toEqual(bots.map(({ id }) => id));
  });
});
