import { CONTROL_PORT, PROXY_HOME } from "../render/nginx";
import { pause } from "./abort";
import { archive } from "./archive";
import { type Container, exec, ignore } from "./docker";

export interface Candidate {
  /** Name of the release's folder. */
  readonly id: string;
  readonly config: string;
  /** What the release consists of, for later deploys to read. */
  readonly record: string;
}

/** Puts a candidate beside the live configuration; the container need not run. */
export async function place(proxy: Container, { id, config, record }: Candidate): Promise<void> {
  const files = [
    { path: `releases/${id}/nginx.conf`, content: config },
    { path: `releases/${id}/release.json`, content: record },
  ];
  await proxy.putArchive(await archive(files), { path: PROXY_HOME });
}

/** Whether the proxy's image has a file, whether or not the container runs. */
export async function has(proxy: Container, path: string): Promise<boolean> {
  const found = await proxy.infoArchive({ path }).catch(ignore(404));
  return found !== undefined;
}

/** Points `live` at a release while nothing reads it. */
export async function pointBeforeStart(proxy: Container, id: string): Promise<void> {
  await proxy.putArchive(await archive([{ path: "live", target: `releases/${id}` }]), { path: PROXY_HOME });
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

/** The release folder that `live` points at. */
export async function liveRelease(proxy: Container): Promise<string> {
  const { output } = await exec(proxy, ["readlink", `${PROXY_HOME}/live`], { seconds: 10 });
  return output.replace("releases/", "");
}

/** The digest that the running workers answer with; empty when none answers. */
export async function servedDigest(proxy: Container): Promise<string> {
  const { exitCode, output } = await exec(proxy, ["curl", "-fsS", "-m", "2", RELEASE_URL], { seconds: 5 });
  return exitCode === 0 ? output : "";
}

/**
 * Moves traffic to a release: switches `live`, reloads, and returns when the workers of the former configuration are gone,
 * at the latest when nginx itself ends them after `drainSeconds`.
 */
export async function reload(proxy: Container, id: string, digest: string, drainSeconds: number): Promise<void> {
  const former = await switchLive(proxy, id);
  const looks = (drainSeconds + 5) * LOOKS_PER_SECOND;
  const { exitCode } = await exec(proxy, ["sh", "-c", RELOAD, "-", RELEASE_URL, digest, String(looks), ...former], {
    seconds: drainSeconds + 20,
  });
  if (exitCode === NOT_TAKEN) throw new Error("the proxy did not take the new configuration within 5 s of the reload");
  if (exitCode !== 0)
    throw new Error(`the proxy's former workers are still there ${drainSeconds + 5} s after the reload`);
}

const PROBE_SECONDS = 15;

/**
 * Asks every service for its health through the proxy's internal listeners, again for a while where one does not answer: a busy
 * host is slow. Throws with the answers of those that still fail then.
 */
export async function probe(proxy: Container, services: readonly Probe[]): Promise<void> {
  const deadline = Date.now() + PROBE_SECONDS * 1000;
  const answers = await Promise.all(services.map((service) => failureOf(proxy, service, deadline)));
  const failed = answers.filter((answer) => answer !== "");
  if (failed.length > 0) throw new Error(`the new release does not answer through the proxy:\n${failed.join("\n")}`);
}

/** The last answer of a service that never was in order; empty text when one was. */
async function failureOf(proxy: Container, { service, port, healthPath }: Probe, deadline: number): Promise<string> {
  const url = `http://127.0.0.1:${port}${healthPath}`;
  for (;;) {
    const { exitCode, output } = await exec(proxy, ["curl", "-fsS", "-m", "5", "-H", `Host: ${service}`, url], {
      seconds: 10,
    });
    if (exitCode === 0) return "";
    if (Date.now() > deadline) return `${service}${healthPath}: ${output}`;
    await pause(250);
  }
}

export interface Probe {
  readonly service: string;
  readonly port: number;
  readonly healthPath: string;
}

/** Removes the folder of a release that did not come to be. */
export async function discard(proxy: Container, id: string): Promise<void> {
  await exec(proxy, ["rm", "-rf", `${PROXY_HOME}/releases/${id}`], { seconds: 10, user: "0" });
}

/** Removes all release folders but the newest `keep` and the live one. */
export async function forgetReleases(proxy: Container, keep: number): Promise<void> {
  await exec(proxy, ["sh", "-c", FORGET, "-", PROXY_HOME, String(keep)], { seconds: 10, user: "0" });
}

const SWITCH = `set -e
cd "$1"
ln -sfn "releases/$2" live.next
mv -T live.next live
for stat in /proc/[0-9]*/stat; do
  read -r pid _ _ parent _ < "$stat" 2>/dev/null || continue
  [ "$parent" = 1 ] && echo "$pid"
done
exit 0`;

const RELEASE_URL = `http://127.0.0.1:${CONTROL_PORT}/release`;
const LOOKS_PER_SECOND = 20;
const NOT_TAKEN = 3;

/**
 * Has nginx reload, waits until its new workers answer with the digest, and then until none of the former processes is left: the
 * third argument bounds the looks at them. One command, since each costs the daemon about a tenth of a second.
 */
const RELOAD = `url=$1 digest=$2 looks=$3
shift 3
kill -HUP 1
left=$((5 * ${LOOKS_PER_SECOND}))
until [ "$(curl -fsS -m 2 "$url" 2>/dev/null)" = "$digest" ]; do
  [ "$left" -gt 0 ] || exit ${NOT_TAKEN}
  left=$((left - 1))
  sleep 0.05
done
for pid; do
  while kill -0 "$pid" 2>/dev/null; do
    [ "$looks" -gt 0 ] || exit 1
    looks=$((looks - 1))
    sleep 0.05
  done
done`;

const FORGET = `cd "$1/releases" && ls | sort -r | tail -n "+$(($2 + 1))" | while read -r id; do
  [ "$(readlink ../live)" = "releases/$id" ] || rm -rf "$id"
done`;

/** Points `live` at a release in one rename, and returns the worker processes of that moment. */
export async function switchLive(proxy: Container, id: string): Promise<string[]> {
  const { exitCode, output } = await exec(proxy, ["sh", "-c", SWITCH, "-", PROXY_HOME, id], { seconds: 10, user: "0" });
  if (exitCode !== 0) throw new Error(`could not switch the proxy to release ${id}: ${output}`);
  return output.split(/\s+/).filter((pid) => pid !== "");
}
