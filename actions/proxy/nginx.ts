import { digestOf } from "../../render/digest";
import { BROTLI_MODULE, KEEPALIVE, renderNginx } from "../../render/nginx";
import type { Site } from "../../render/site";
import { PROXY_HOME } from "../../render/site";
import { type Container, exec } from "../docker";
import type { ProxyServer } from "./server";
import { has, RELEASE_URL, switchLive } from "./volume";

/** nginx, which takes every release by a reload. */
export const nginx: ProxyServer = { compose, check, move, letGo, endIdle: async () => {} };

/** The digest is one of the whole text, addresses included. */
async function compose(proxy: Container, known: Omit<Site, "release">) {
  const site = { ...known, brotli: await has(proxy, BROTLI_MODULE) };
  const digest = digestOf(renderNginx({ ...site, release: "" }));
  return { digest, files: { "nginx.conf": renderNginx({ ...site, release: digest }) } };
}

/** Lets nginx check a candidate; throws with nginx's own words. */
export async function check(proxy: Container, id: string): Promise<void> {
  const { exitCode, output } = await exec(
    proxy,
    ["nginx", "-t", "-q", "-c", `${PROXY_HOME}/releases/${id}/nginx.conf`],
    { seconds: 20 },
  );
  if (exitCode !== 0) throw new Error(`nginx refuses the new configuration; the running one is untouched:\n${output}`);
}

/**
 * Switches `live`, reloads, and returns when the workers of the former configuration are gone, or have had the time to close their
 * idle connections: from then on they finish what they have begun, and take nothing new.
 */
async function move(proxy: Container, id: string, digest: string): Promise<void> {
  await reload(proxy, digest, await switchLive(proxy, id));
}

/** Reloads, and waits until nginx answers with the digest and, for a while, until some of its processes are gone. */
export async function reload(proxy: Container, digest: string, former: readonly string[]): Promise<void> {
  const looks = IDLE_SECONDS * LOOKS_PER_SECOND;
  const { exitCode } = await exec(proxy, ["sh", "-c", RELOAD, "-", RELEASE_URL, digest, String(looks), ...former], {
    seconds: 2 * IDLE_SECONDS + 15,
  });
  if (exitCode !== 0)
    throw new Error(`nginx did not take the new configuration within ${IDLE_SECONDS} s of the reload`);
}

async function letGo(proxy: Container, id: string): Promise<void> {
  const file = `${PROXY_HOME}/releases/${id}/nginx.conf`;
  // With a digest of its own, so that no later configuration passes for the same.
  const edits = [`s/${KEEPALIVE}/keepalive_timeout 0;/`, `s/return 200 .*;/return 200 ${id};/`];
  const words = ["sed", "-i", ...edits.flatMap((edit) => ["-e", edit]), file];
  const { exitCode, output } = await exec(proxy, words, { seconds: 10, user: "0" });
  if (exitCode !== 0) throw new Error(`could not write ${file}: ${output}`);
  await move(proxy, id, id);
}

/** More than the `keepalive_min_timeout` in the configuration. */
const IDLE_SECONDS = 5;
const LOOKS_PER_SECOND = 20;

/**
 * Has nginx reload, waits until its new workers answer with the digest, and then until none of the former processes is left: the
 * third argument bounds both. One command, since each costs the daemon about a tenth of a second.
 */
const RELOAD = `url=$1 digest=$2 looks=$3
shift 3
kill -HUP 1
left=$looks
until [ "$(curl -fsS -m 2 "$url" 2>/dev/null)" = "$digest" ]; do
  [ "$left" -gt 0 ] || exit 1
  left=$((left - 1))
  sleep 0.05
done
for pid; do
  while kill -0 "$pid" 2>/dev/null; do
    [ "$looks" -gt 0 ] || exit 0
    looks=$((looks - 1))
    sleep 0.05
  done
done`;
