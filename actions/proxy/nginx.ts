import { digestOf } from "../../render/digest";
import { BROTLI_MODULE, KEEPALIVE, renderNginx } from "../../render/nginx";
import type { Site } from "../../render/site";
import { PROXY_HOME } from "../../render/site";
import { type Container, exec } from "../docker";
import { settled } from "../settled";
import { RELEASE_URL } from "./probe";
import type { ProxyServer } from "./server";
import { has, switchLive } from "./volume";

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
function move(proxy: Container, id: string, digest: string): Promise<void> {
  return take(proxy, { id, digest, untilIdle: true });
}

/** A release that nginx is to take. */
export interface Taken {
  readonly id: string;
  /** What it answers with then. */
  readonly digest: string;
  /** Whether to wait for the former workers, which close their idle connections first. */
  readonly untilIdle: boolean;
}

/** Switches `live` and reloads; the two are begun together, since each command costs the daemon about a tenth of a second. */
export async function take(proxy: Container, { id, digest, untilIdle }: Taken): Promise<void> {
  const words = [PROXY_HOME, id, RELEASE_URL, digest, IDLE_SECONDS * LOOKS_PER_SECOND, untilIdle ? "idle" : ""];
  const reload = exec(proxy, ["sh", "-c", RELOAD, "-", ...words.map(String)], { seconds: 3 * IDLE_SECONDS + 15 });
  await settled([reload, switchLive(proxy, id)]);
  const { exitCode } = await reload;
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
const LOOKS_PER_SECOND = 50;

/**
 * Waits for the switch, has nginx reload, waits until its new workers answer with the digest, and then until none of the former
 * processes is left: the fifth argument bounds each wait.
 */
const RELOAD = `home=$1 id=$2 url=$3 digest=$4 looks=$5 idle=$6
until_true() {
  left=$looks
  until "$@"; do
    [ "$left" -gt 0 ] || return 1
    left=$((left - 1))
    sleep 0.02
  done
}
switched() { [ "$(readlink "$home/live")" = "releases/$id" ]; }
answers() { [ "$(curl -fsS -m 2 "$url" 2>/dev/null)" = "$digest" ]; }
gone() { for pid in $former; do ! kill -0 "$pid" 2>/dev/null || return 1; done; }
until_true switched || exit 1
former=$(for stat in /proc/[0-9]*/stat; do
  read -r pid _ _ parent _ < "$stat" 2>/dev/null || continue
  [ "$parent" = 1 ] && echo "$pid"
done)
kill -HUP 1
until_true answers || exit 1
[ -z "$idle" ] || until_true gone
exit 0`;
