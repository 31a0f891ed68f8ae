// @module-tag slow
// All fourteen services and three front ends, on the real engine, Docker, nginx and build tools.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { honeychat } from "../../systems/honeychat";
import { Clone } from "../harness/clone";
import { edits } from "../harness/edits";
import type { Changes } from "../harness/engineEvents";
import { failuresOf, none, underLoad } from "../harness/underLoad";

/** Rendering a page costs twenty times as much as these. */
const CHEAP = ["/", "/miniapp/", "/api/version"];
const FRONT_ENDS = ["/", "/web", "/miniapp/"];

describe("The surfaces of HoneyChat", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make({ parts: "all" });
    await clone.start({ timeout: 1200 });
  });
  afterAll(() => clone?.destroy());

  it("H1 are served by fourteen services that run", async () => {
    const running = (await clone.containers()).filter(({ state }) => state === "running");
    expect(running.map(({ service }) => service)).toEqual([...Object.keys(honeychat.services), "proxy"].sort());
    expect(running).toHaveLength(14);
    for (const path of FRONT_ENDS) expect((await fetch(clone.url + path)).status, path).toBe(200);
  });

  it("H4 are moved by their own change alone, and --only moves none but the one", async () => {
    for (const edit of Object.values(edits)) edit(clone, "two");
    for (const surface of ["miniapp", "website", "web", "backend"]) {
      const { changes } = await clone.up({ only: surface, timeout: 600 });
      expect(partsMoved(changes), surface).toEqual([...(honeychat.surfaces[surface] ?? [])].sort());
    }
    for (const path of FRONT_ENDS) expect(await shown(clone.url + path), path).toContain("two");
    expect((await clone.up()).changes.all, "all, when every surface has moved").toEqual([]);
  });

  it("H4 move together in order, backend, SSR, static sites, mini app, and no request fails", async () => {
    for (const edit of Object.values(edits)) edit(clone, "three");
    await clone.up({ targets: ["**-build"], timeout: 600 });
    const get = [...Array(6).fill(CHEAP).flat(), "/web"];
    const load = { rate: 300, get, timeoutSeconds: 30 };
    const { done, load: sent } = await underLoad(clone, () => clone.up(), load);
    expect(failuresOf(sent)).toEqual(none);
    expect(partsMoved(done.changes)).toEqual(Object.values(honeychat.surfaces).flat().sort());
    const order = ["api-admission", "nextjs-admission", "cutover", "website-publish", "miniapp-publish"];
    const names = done.changes.all.filter(({ type }) => type === "command:local:Command").map(({ name }) => name);
    expect(names.filter((name) => order.includes(name))).toEqual(order);
    for (const path of FRONT_ENDS) expect(await shown(clone.url + path), path).toContain("three");
  });
});

/** The services whose containers were replaced, and the static volumes that were published. */
function partsMoved({ all, containers }: Changes): string[] {
  const services = containers.replaced.map((name) => name.replace(/-\d+$/, ""));
  const published = all.flatMap(({ name }) => (name.endsWith("-publish") ? [name.replace(/-publish$/, "")] : []));
  return [...services, ...published].sort();
}

/** A page and the scripts that it names. */
async function shown(url: string): Promise<string> {
  const html = await (await fetch(url)).text();
  const scripts = [...html.matchAll(/<script[^>]*\ssrc="([^"]+)"/g)].map(([, source = ""]) => new URL(source, url));
  const texts = await Promise.all(scripts.map(async (script) => (await fetch(script)).text()));
  return [html, ...texts].join("\n");
}
