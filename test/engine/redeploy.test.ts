// @module-tag slow
// A deploy on the real engine, Docker and each proxy, under 500 requests/s for its whole length.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PROXY_HOME } from "../../render/site";
import { botCalls } from "../harness/bot";
import { Clone } from "../harness/clone";
import { overlaps, recordEvents } from "../harness/dockerEvents";
import { failureWindow } from "../harness/load";
import { ensureProxies, putProxy } from "../harness/proxies";
import { runIn } from "../harness/runIn";
import { failuresOf, failuresSaveReload, none, underLoad } from "../harness/underLoad";

/** The proxies, a word that each of them refuses, which of a reload's failures count, and how many calls of the bot may be among the others. */
const PROXIES = [
  {
    kind: "nginx",
    good: "server_tokens off",
    bad: "server_tokens sometimes",
    failing: failuresOf,
    missed: 0,
  },
  {
    kind: "caddy",
    good: "persist_config off",
    bad: "persist_config sometimes",
    failing: failuresSaveReload,
    missed: 3,
  },
] as const;

describe.each(PROXIES)("A deploy under load behind $kind", ({ kind, good, bad, failing, missed }) => {
  let clone: Clone;

  beforeAll(async () => {
    await ensureProxies();
    // Requests that wait on a busy machine take more of Caddy's memory than of nginx's.
    const limits = { proxy: { memory: "256m" } };
    clone = await Clone.make({ settings: { environment: { api: { RELEASE: "v1" } }, limits } });
    putProxy(clone, "systems/honeychat.ts", kind);
    await clone.start({ timeout: 900 });
  });
  afterAll(() => clone?.destroy());

  it("H2 H3 H4 D2 a code change of api fails no request and replaces api's container alone", async () => {
    clone.edit("samples/honeychat/api/health.py", (text) => text.replace('{"status": "ok"}', '{"status": "fine"}'));
    const events = await recordEvents(clone.docker, clone.stack);
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(failuresOf(load)).toEqual(none);
    expect(load.sent).toBeGreaterThan(1500);
    expect(done.changes.containers).toEqual({ created: [], replaced: ["api-1"], deleted: [] });
    expect(load.seen.host).toHaveLength(2);
    expect(await (await fetch(`${clone.url}/health`)).json()).toEqual({ status: "fine" });
    const restarted = (await events.stop()).filter(({ action }) => action === "restart");
    expect(restarted).toEqual([]);
  });

  it("D2 an environment change of api and bot is one cutover that fails no request", async () => {
    clone.set("environment.api.RELEASE", "v2");
    clone.set("environment.bot.RELEASE", "v2");
    const events = await recordEvents(clone.docker, clone.stack);
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(failuresOf(load)).toEqual(none);
    expect(done.changes.containers.replaced.sort()).toEqual(["api-1", "bot-1"]);
    const cutovers = done.changes.all.filter(({ name }) => name === "cutover");
    expect(cutovers.map(({ kind, type }) => `${kind} ${type}`)).toContain("updated command:local:Command");
    expect(cutovers.filter(({ type }) => type === "command:local:Command")).toHaveLength(1);
    expect(load.seen.release?.map(({ value }) => value).sort()).toEqual(["v1", "v2"]);
    const recorded = await events.stop();
    expect(overlaps(recorded, "bot")).toEqual([]);
  });

  it("H2 a change of the proxy's configuration is a reload that fails no request and replaces no container", async () => {
    clone.set("proxy.headers.X-Frame-Options", "DENY");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(failing(load)).toEqual(none);
    expect(done.changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
    expect((await fetch(`${clone.url}/health`)).headers.get("X-Frame-Options")).toBe("DENY");
  });

  it("a configuration that it refuses fails the deploy and leaves the running one untouched", async () => {
    const before = await clone.containers();
    clone.edit(`render/${kind}.ts`, (text) => text.replace(good, bad));
    const { done, load } = await underLoad(clone, () => clone.up({ allowFailure: true }));
    expect(done.exitCode).not.toBe(0);
    expect(done.output).toMatch(new RegExp(`${kind} refuses the new configuration; the running one is untouched`, "i"));
    expect(failuresOf(load)).toEqual(none);
    expect(await clone.containers()).toEqual(before);
    clone.edit(`render/${kind}.ts`, (text) => text.replace(bad, good));
    const repaired = await clone.up();
    expect(repaired.changes.containers).toEqual({ created: [], replaced: [], deleted: [] });
  });

  it("H3 the bot, which calls the API by its service name, saw no failed call but in a reload", async () => {
    const { calls, failed, failures } = await botCalls(clone);
    expect(failed, failures.join("\n")).toBeLessThanOrEqual(missed);
    expect(calls).toBeGreaterThan(100);
  });

  it("a proxy that is replaced lets its clients go, and answers again within seconds", async () => {
    clone.set("limits.proxy.memory", "288m");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(done.changes.containers).toEqual({ created: [], replaced: ["proxy"], deleted: [] });
    expect(Object.keys(load.failureKinds).filter((kind) => !/^(ECONN|premature end before)/.test(kind))).toEqual([]);
    expect(failureWindow(load)).toBeLessThan(10);
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
    expect((await runIn(clone, "proxy", ["ls", `${PROXY_HOME}/releases`])).output).not.toContain("letting-go");
  });

  it("stands behind a forwarder where it is to be replaced beside the one that serves", async () => {
    clone.set("proxy.updateOrder", "start-first");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(done.changes.containers).toEqual({ created: ["forwarder"], replaced: ["proxy"], deleted: [] });
    expect(failureWindow(load)).toBeLessThan(10);
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
  });

  it("a proxy behind a forwarder is replaced with no request failed", async () => {
    clone.set("limits.proxy.memory", "272m");
    const events = await recordEvents(clone.docker, clone.stack);
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(failuresOf(load)).toEqual(none);
    expect(done.changes.containers).toEqual({ created: [], replaced: ["proxy"], deleted: [] });
    expect(overlaps(await events.stop(), "proxy")).not.toEqual([]);
    expect(await clone.containers("proxy")).toHaveLength(1);
  });

  it.runIf(kind === "caddy")(
    "H2 behind a forwarder another text makes another Caddy, and fails no request",
    async () => {
      clone.set("proxy.headers.X-Frame-Options", "SAMEORIGIN");
      const { done, load } = await underLoad(clone, () => clone.up());
      expect(failuresOf(load)).toEqual(none);
      expect(done.changes.containers).toEqual({ created: [], replaced: ["proxy"], deleted: [] });
      expect((await fetch(`${clone.url}/health`)).headers.get("X-Frame-Options")).toBe("SAMEORIGIN");
    },
  );

  it("H3 a name that no service has reaches none of them", async () => {
    const ask = (host: string) => ["-s", "-o", "/dev/null", "-w", "%{http_code}", "-H", `Host: ${host}`];
    const answers = ["api:8000", "other:8000"].map((host) =>
      runIn(clone, "forwarder", ["curl", ...ask(host), "http://127.0.0.1:8000/health"]),
    );
    expect((await Promise.all(answers)).map(({ output }) => output)).toEqual(["200", "421"]);
  });

  it.runIf(kind === "caddy")("a forwarder that is replaced is back within seconds", async () => {
    clone.set("limits.forwarder.memory", "96m");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(done.changes.containers).toEqual({ created: [], replaced: ["forwarder"], deleted: [] });
    expect(failureWindow(load)).toBeLessThan(10);
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
  });

  it.runIf(kind === "nginx")("a proxy that is to stand alone again takes over from the forwarder", async () => {
    clone.unset("proxy.updateOrder");
    const { done, load } = await underLoad(clone, () => clone.up());
    expect(done.changes.containers).toEqual({ created: [], replaced: ["proxy"], deleted: ["forwarder"] });
    expect(failureWindow(load)).toBeLessThan(10);
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
  });

  it("an update without a change does nothing", async () => {
    const { changes } = await clone.up();
    expect(changes.all).toEqual([]);
  });
});
