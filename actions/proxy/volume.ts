import { buffer } from "node:stream/consumers";
import { PROXY_HOME } from "../../render/site";
import { label } from "../../systems/labels";
import { archive } from "../archive";
import { type Container, type Docker, exec, ignore, start } from "../docker";

export interface Candidate {
  /** Name of the release's folder. */
  readonly id: string;
  /** What the proxy reads, by path in that folder. */
  readonly files: Readonly<Record<string, string>>;
  /** What the release consists of, for later deploys to read. */
  readonly record: string;
}

/** Puts a candidate beside the live configuration; the container need not run. */
export async function place(proxy: Container, { id, files, record }: Candidate): Promise<void> {
  const contents = Object.entries({ ...files, "release.json": record });
  const entries = contents.map(([path, content]) => ({ path: `releases/${id}/${path}`, content }));
  await proxy.putArchive(await archive(entries), { path: PROXY_HOME });
}

/** Whether the proxy's image has a file, whether or not the container runs. */
export async function has(proxy: Container, path: string): Promise<boolean> {
  const found = await proxy.infoArchive({ path }).catch(ignore(404));
  // An answer that nobody reads keeps its connection, and the process, alive.
  if (found) found.resume();
  return found !== undefined;
}

/** Has a proxy that is new know the releases of another one, so that the images of those stay. */
export async function inherit(proxy: Container, former: Container): Promise<void> {
  const releases = await former.getArchive({ path: `${PROXY_HOME}/releases` });
  await proxy.putArchive(await buffer(releases), { path: PROXY_HOME });
}

/** How a proxy or a forwarder begins: `live` is pointed at a release while nothing reads it. */
export const startOn = (id: string) => async (proxy: Container) => {
  await proxy.putArchive(await archive([{ path: "live", target: `releases/${id}` }]), { path: PROXY_HOME });
  await start(proxy);
};

/** The release folder that `live` points at, in a proxy that runs. */
export async function liveRelease(proxy: Container): Promise<string> {
  const { output } = await exec(proxy, ["readlink", `${PROXY_HOME}/live`], { seconds: 10 });
  return output.replace("releases/", "");
}

/**
 * Works in a proxy or, while it does not run yet, in a container that has its image and its volumes, and no network: what will run may
 * know files that the former one does not.
 */
export async function within(
  docker: Docker,
  stack: string,
  proxy: Container,
  work: (container: Container) => Promise<void>,
): Promise<void> {
  const { State, Config } = await proxy.inspect();
  if (State.Running) return work(proxy);
  const standIn = await docker.createContainer({
    Image: Config.Image,
    Entrypoint: ["sleep", "300"],
    User: Config.User,
    Labels: { [label.stack]: stack },
    HostConfig: {
      VolumesFrom: [proxy.id],
      NetworkMode: "none",
      CapDrop: ["ALL"],
      CapAdd: ["NET_BIND_SERVICE"],
    },
  });
  try {
    await standIn.start();
    await work(standIn);
  } finally {
    await standIn.remove({ force: true });
  }
}

/** Of the copy of a release that lets its clients go. */
export const LETTING_GO = "-letting-go";

/** Makes a copy of a release's folder, whose record has the copy's name: a deploy that is killed leaves it live. */
export async function copyRelease(proxy: Container, id: string, copy: string): Promise<void> {
  const script = `cd "$1/releases" && rm -rf "$3" && cp -a "$2" "$3" && sed -i "s/\\"$2\\"/\\"$3\\"/" "$3/release.json"`;
  const { exitCode, output } = await exec(proxy, ["sh", "-c", script, "-", PROXY_HOME, id, copy], {
    seconds: 10,
    user: "0",
  });
  if (exitCode !== 0) throw new Error(`could not copy release ${id}: ${output}`);
}

/** Removes the folder of a release that did not come to be. */
export async function discard(proxy: Container, id: string): Promise<void> {
  const command = ["rm", "-rf", `${PROXY_HOME}/releases/${id}`];
  // One that does not run is begun anew the next time.
  await exec(proxy, command, { seconds: 10, user: "0" }).catch(ignore(409));
}

/** Removes all release folders but the newest `keep` and the live one. */
export async function forgetReleases(proxy: Container, keep: number): Promise<void> {
  await exec(proxy, ["sh", "-c", FORGET, "-", PROXY_HOME, String(keep)], { seconds: 10, user: "0" });
}

const SWITCH = `cd "$1" && ln -sfn "releases/$2" live.next && mv -T live.next live`;

const FORGET = `cd "$1/releases" && { ls -d *${LETTING_GO}; ls | sort -r | tail -n "+$(($2 + 1))"; } 2>/dev/null | while read -r id; do
  [ "$(readlink ../live)" = "releases/$id" ] || rm -rf "$id"
done`;

/** Points `live` at a release in one rename. */
export async function switchLive(proxy: Container, id: string): Promise<void> {
  const { exitCode, output } = await exec(proxy, ["sh", "-c", SWITCH, "-", PROXY_HOME, id], { seconds: 10, user: "0" });
  if (exitCode !== 0) throw new Error(`could not switch the proxy to release ${id}: ${output}`);
}
