import { throwIfAborted } from "../abort";
import { type Container, exec } from "../docker";

/** Containers that a service's traffic has left, and how long what is under way there may go on. */
export interface Drain {
  readonly service: string;
  /** Of the containers, on the stack's network. */
  readonly addresses: readonly string[];
  readonly seconds: number;
}

/** After which somebody who waits is told. */
const REPORT_SECONDS = 5;

/**
 * Waits until the proxy has no connection to those containers, at most as long as each service allows. What is open still ends with
 * its container, which closes it politely.
 */
export async function untilDrained(
  proxy: Container,
  drains: readonly Drain[],
  say: (line: string) => void,
): Promise<void> {
  const started = Date.now();
  const remaining = ({ seconds }: Drain) => seconds - (Date.now() - started) / 1000;
  let left = drains.filter(({ addresses }) => addresses.length > 0);
  while (left.length > 0) {
    throwIfAborted();
    const counts = await openConnections(proxy, left, Math.min(REPORT_SECONDS, ...left.map(remaining)));
    const open = left.map((drain, index) => ({ drain, count: counts[index] ?? 0 }));
    const late = open.filter(({ drain, count }) => count > 0 && remaining(drain) > 0);
    for (const { drain, count } of late) {
      const connections = `${count} connection${count === 1 ? "" : "s"}`;
      say(
        `${drain.service}: ${connections} to former containers, which wait up to ${Math.ceil(remaining(drain))} s more`,
      );
    }
    left = late.map(({ drain }) => drain);
  }
}

/** For each drain its established connections, once there is none at all or the time is over. */
async function openConnections(proxy: Container, drains: readonly Drain[], seconds: number): Promise<number[]> {
  const patterns = drains.map(({ addresses }) => `(${addresses.map(hexAddress).join("|")}):`);
  const looks = Math.max(0, Math.ceil(seconds * LOOKS_PER_SECOND));
  const { exitCode, output } = await exec(proxy, ["sh", "-c", COUNT, "-", String(looks), ...patterns], {
    seconds: seconds + 15,
  });
  if (exitCode !== 0) throw new Error(`could not read the proxy's connections: ${output}`);
  return output.split(" ").map(Number);
}

/** As /proc/net/tcp has them: an IPv4 address with its bytes in the machine's order, and a port of four digits. */
const hexAddress = (address: string) => address.split(".").reverse().map(hexByte).join("");
const hexByte = (byte: string) => Number(byte).toString(16).toUpperCase().padStart(2, "0");

const LOOKS_PER_SECOND = 10;

/** Counts the established connections (state 01) to each pattern; again, as often as the first argument says, while there are any. */
const COUNT = `looks=$1
shift
while :; do
  remotes=$(awk '$4 == "01" { print $3 }' /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  counts= open=
  for pattern; do
    count=$(printf '%s\\n' "$remotes" | grep -cE "$pattern")
    counts="$counts\${counts:+ }$count"
    [ "$count" = 0 ] || open=yes
  done
  [ -n "$open" ] && [ "$looks" -gt 0 ] || break
  looks=$((looks - 1))
  sleep 0.1
done
echo "$counts"`;
