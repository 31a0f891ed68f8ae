// @module-tag slow
// kill -9 and Ctrl-C at moments spread over a deploy, under load on the real engine.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ask } from "../harness/ask";
import { Clone } from "../harness/clone";
import { overlaps, recordEvents } from "../harness/dockerEvents";
import { ensureProxies, putProxy } from "../harness/proxies";
import type { Running } from "../harness/running";
import { failuresOf, none, underLoad } from "../harness/underLoad";

const SERVICES = ["api", "bot", "celery_beat", "celery_worker", "postgres", "proxy", "redis"];

/** What the engine has said when it is killed, in the order of a deploy; the cutover among them, more than once. */
const MOMENTS: readonly (readonly [string, RegExp, number])[] = [
  ["before anything", /Updating/, 0],
  ["when the first container is being created", /Container \S+ creating replacement/, 0],
  ["when a container has been created", /Container \S+ created replacement/, 0],
  ["when the admission begins", /api-admission updating/, 0],
  ["in the middle of the admission", /api-admission updating/, 800],
  ["when the cutover begins", /Command cutover updating/, 0],
  ["while services change over", /Command cutover updating/, 600],
  ["while the proxy drains", /the proxy takes configuration/, 300],
  ["when the cutover is over", /Command cutover updated/, 0],
  ["while the former containers are deleted", /deleting original/, 50],
];

describe("A deploy that is interrupted", () => {
  let clone: Clone;
  let release = 0;

  beforeAll(async () => {
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "0" }, bot: { RELEASE: "0" } } } });
    await clone.start({ timeout: 900 });
  });
  afterAll(() => clone?.destroy());

  it.each(
    MOMENTS,
  )("fails no request when the engine is killed %s, and one `up` puts it right", async (_, said, later) => {
    await interruptedAt(said, later, (running) => running.killOne("pulumi"));
  });

  it.each([
    ["in the admission", /api-admission updating/, 500],
    ["in the cutover", /Command cutover updating/, 300],
    ["while the proxy drains", /the proxy takes configuration/, 200],
  ] as const)("fails no request on Ctrl-C %s, and one `up` puts it right", async (_, said, later) => {
    await interruptedAt(said, later, (running) => running.interrupt());
  });

  it("keeps no file beside its state that a kill could leave empty, whereupon no engine would read the stack", () => {
    const files = readdirSync(join(clone.folder, ".roadstead", "state"), { recursive: true }).map(String);
    expect(files).toContain(join(".pulumi", "stacks", "roadstead", `${clone.stack}.json`));
    expect(files.filter((file) => file.endsWith(".attrs"))).toEqual([]);
  });

  describe("behind Caddy and a forwarder", () => {
    const services = [...SERVICES, "forwarder"].sort();

    beforeAll(async () => {
      await ensureProxies();
      putProxy(clone, "systems/honeychat.ts", "caddy");
      clone.set("proxy.updateOrder", "start-first");
      await clone.up();
    }, 300_000);

    it("fails no request when the engine is killed in the cutover, and one `up` puts it right", async () => {
      await interruptedAt(/Command cutover updating/, 600, (running) => running.killOne("pulumi"), services);
    });

    it.each([
      ["when the forwarder moves", /the forwarder takes configuration/, 50],
      ["while the former one lets its clients go", /the forwarder takes configuration/, 1500],
    ] as const)("fails no request when the proxy is replaced and the engine is killed %s, and one `up` puts it right", async (_, said, later) => {
      clone.set("limits.proxy.memory", `${256 + release}m`);
      await interruptedAt(said, later, (running) => running.killOne("pulumi"), services);
    });

    it("takes the forwarder back on Ctrl-C in the drain, and an upload under way ends as if nothing had been", async () => {
      const body = new PassThrough();
      body.write('{"text":');
      const answered = ask(`${clone.url}/api/messages`, { headers: { "Content-Type": "application/json" }, body });
      clone.set("limits.proxy.memory", `${256 + release}m`);
      const cancel = async (running: Running) => {
        running.interrupt();
        const { output } = await running.done;
        expect(output).toMatch(/have the former proxy serve release .*restore release \S+ in the forwarder/s);
        body.end('"long"}');
        expect((await answered).status).toBe(201);
      };
      await interruptedAt(/proxy: 1 connection to former containers/, 0, cancel, services);
    });
  });

  async function interruptedAt(
    said: RegExp,
    later: number,
    interrupt: (running: Running) => void | Promise<void>,
    services: readonly string[] = SERVICES,
  ): Promise<void> {
    release++;
    clone.set("environment.api.RELEASE", String(release));
    clone.set("environment.bot.RELEASE", String(release));
    const events = await recordEvents(clone.docker, clone.stack);
    const { load } = await underLoad(clone, async () => {
      const { running } = clone.beginUp();
      await running.untilSaid(said);
      await new Promise((resolve) => setTimeout(resolve, later));
      await interrupt(running);
      await running.done;
      await running.gone();
      await clone.up();
    });
    expect(failuresOf(load)).toEqual(none);
    expect(overlaps(await events.stop(), "bot")).toEqual([]);
    const containers = (await clone.containers()).map(({ service, state }) => `${service} ${state}`);
    expect(containers).toEqual(services.map((service) => `${service} running`));
    expect(load.seen.release?.map(({ value }) => value)).toEqual([String(release - 1), String(release)]);
  }
});
