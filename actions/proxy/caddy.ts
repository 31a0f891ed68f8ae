import { ADDRESSES_FILE, ADMIN_SOCKET, CLOSING_FILE, renderCaddyfile, upstreamFile } from "../../render/caddy";
import { digestOf } from "../../render/digest";
import { PROXY_HOME, type Site } from "../../render/site";
import { type Container, exec } from "../docker";
import { servedDigest } from "./probe";
import type { ProxyServer } from "./server";
import { switchLive } from "./volume";

/** Caddy, which reads addresses at each request and reloads only when something else has changed. */
export const caddy: ProxyServer = { compose, check, move, letGo, endIdle: reload };

/** The digest has two parts: of the Caddyfile that is loaded, and of the addresses that are read. */
async function compose(_: Container, known: Omit<Site, "release">) {
  const text = digestOf(renderCaddyfile({ ...known, release: "" }));
  const upstreams = known.upstreams.flatMap(({ service, addresses }) =>
    addresses.map((address, index) => [upstreamFile(service, index), address] as const),
  );
  const addresses = digestOf(JSON.stringify(upstreams));
  const files = {
    Caddyfile: renderCaddyfile({ ...known, release: text }),
    [CLOSING_FILE]: "no",
    [ADDRESSES_FILE]: addresses,
    ...Object.fromEntries(upstreams),
  };
  return { digest: `${text}.${addresses}`, files };
}

async function check(proxy: Container, id: string): Promise<void> {
  const file = `${PROXY_HOME}/releases/${id}/Caddyfile`;
  const { exitCode, output } = await exec(proxy, ["caddy", "validate", "--config", file, "--adapter", "caddyfile"], {
    seconds: 20,
  });
  if (exitCode !== 0) throw new Error(`Caddy refuses the new configuration; the running one is untouched:\n${output}`);
}

/** Switches `live`, with a reload where the Caddyfile is another one. */
async function move(proxy: Container, id: string, digest: string): Promise<void> {
  const [text] = digest.split(".");
  const reloads = (await servedDigest(proxy)).split(".")[0] !== text;
  if (reloads) await letGoForReload(proxy, id);
  await switchLive(proxy, id);
  if (reloads) await reload(proxy);
  await setClosing(proxy, "live", "no");
  if ((await servedDigest(proxy)) !== digest) throw new Error("the proxy does not serve the new configuration");
}

/** Says in a release's folder whether every answer ends its connection. */
async function setClosing(proxy: Container, folder: string, closing: "yes" | "no"): Promise<void> {
  const script = 'printf %s "$2" >"$1.next" && mv "$1.next" "$1"';
  const path = `${PROXY_HOME}/${folder}/${CLOSING_FILE}`;
  const { exitCode, output } = await exec(proxy, ["sh", "-euc", script, "-", path, closing], {
    seconds: 10,
    user: "0",
  });
  if (exitCode !== 0) throw new Error(`could not write ${path}: ${output}`);
}

async function letGo(proxy: Container, id: string): Promise<void> {
  await setClosing(proxy, `releases/${id}`, "yes");
  await switchLive(proxy, id);
  await untilGone(proxy);
}

/**
 * Has every answer end its connection, also when the next release is live and not yet loaded: a reload closes what is idle, and
 * would cut off a client that asks in that moment.
 */
async function letGoForReload(proxy: Container, next: string): Promise<void> {
  await setClosing(proxy, `releases/${next}`, "yes");
  await setClosing(proxy, "live", "yes");
  await untilGone(proxy);
}

/** Waits until the connections that are open have had an answer, three seconds at the most. */
async function untilGone(proxy: Container): Promise<void> {
  await exec(proxy, ["sh", "-c", LET_GO, "-", "60"], { seconds: 15 });
}

async function reload(proxy: Container): Promise<void> {
  const file = `${PROXY_HOME}/live/Caddyfile`;
  const words = [
    "caddy",
    "reload",
    "--config",
    file,
    "--adapter",
    "caddyfile",
    "--address",
    `unix/${ADMIN_SOCKET}`,
    "--force",
  ];
  const { exitCode, output } = await exec(proxy, words, { seconds: 20 });
  if (exitCode !== 0) throw new Error(`Caddy did not take the new configuration:\n${output}`);
}

/** Of the connections that are established to a port it listens on, waits for those of this moment to end; bounded in looks. */
const LET_GO = `list() {
  cat /proc/net/tcp /proc/net/tcp6 2>/dev/null >/tmp/sockets
  awk '{ n = split($2, local, ":"); port = local[n] }
    NR == FNR { if ($4 == "0A") listens[port]; next }
    $4 == "01" && port in listens { print $3 }' /tmp/sockets /tmp/sockets | sort
}
list >/tmp/open
looks=$1
while [ "$looks" -gt 0 ] && [ -n "$(list | comm -12 - /tmp/open)" ]; do
  looks=$((looks - 1))
  sleep 0.05
done
rm -f /tmp/open /tmp/sockets`;
