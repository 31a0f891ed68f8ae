import { step } from "../setup/progress";
import type { ProxyKind } from "../systems/system";
import type { Clone } from "../test/harness/clone";
import { ensureProxies, putProxy } from "../test/harness/proxies";
import { type Measured, measured } from "./measured";
import { changed, series } from "./series";

/** A way in, and how deploys fare behind it. */
export interface ProxyResults {
  readonly proxy: ProxyKind;
  readonly tls: boolean;
  /** Deploys of a code change. */
  readonly deploys: readonly Measured[];
  /** A deploy that makes the proxy's own container anew. */
  readonly replacement: Measured;
  /** Such a deploy behind a forwarder. */
  readonly besideReplacement: Measured;
}

/** Measures deploys behind each proxy, plain and with TLS. */
export async function measureProxies(clone: Clone, deploys: number, rate: number): Promise<ProxyResults[]> {
  await ensureProxies();
  const memory = limits();
  const measureWay = async (proxy: ProxyKind, tls: boolean): Promise<ProxyResults> => {
    const name = `${proxy}, ${tls ? "TLS" : "plain"}`;
    const url = tls ? clone.secureUrl : clone.url;
    const deploy = () => changed(clone, () => clone.up());
    await step(`${name}: deploy once`, () => replaceProxy(clone, memory.next().value));
    const own = await series(`${name}: deploy`, deploys, () => measured(url, rate, deploy));
    const replace = () => replaceProxy(clone, memory.next().value);
    const [replacement] = await series(`${name}: replacement of the proxy`, 1, () => measured(url, rate, replace));
    clone.set("proxy.updateOrder", "start-first");
    await step(`${name}: put a forwarder before it`, replace);
    const [beside] = await series(`${name}: replacement behind a forwarder`, 1, () => measured(url, rate, replace));
    clone.unset("proxy.updateOrder");
    return {
      ...{ proxy, tls, deploys: own },
      replacement: replacement as Measured,
      besideReplacement: beside as Measured,
    };
  };
  const results: ProxyResults[] = [];
  for (const proxy of ["nginx", "caddy"] as const) {
    putProxy(clone, "systems/honeychat.ts", proxy);
    clone.unset("tls");
    results.push(await measureWay(proxy, false));
    clone.set("tls.mode", "internal");
    results.push(await measureWay(proxy, true));
  }
  return results;
}

/** With another limit its container is another one, as with another image. */
async function replaceProxy(clone: Clone, memory: string): Promise<void> {
  clone.set("limits.proxy.memory", memory);
  await clone.up();
}

/** Limits for the proxy, each another one; requests that wait on a busy machine take more of Caddy's memory than of nginx's. */
function* limits(): Generator<string, never> {
  for (let mebibytes = 256; ; mebibytes++) yield `${mebibytes}m`;
}
