import { archive } from "../../../actions/archive";
import type { Played } from "./daemon";

export interface PlayedProxy {
  /** Ids of the containers of each release on its volume. */
  readonly releases: Readonly<Record<string, readonly string[]>>;
  /** The release that `live` points at. */
  readonly live: string;
  /** Releases whose configuration the running nginx has; none when it does not answer. */
  readonly serves: readonly string[];
}

/** A running proxy, for the stand-in daemon. */
export function playedProxy({ releases, live, serves }: PlayedProxy): Played {
  const files = Object.entries(releases).map(([release, ids]) => ({
    path: `releases/${release}/release.json`,
    content: JSON.stringify({
      release,
      digest: serves.includes(release) ? "digest" : release,
      containers: ids.map((id) => ({ id, image: "sha256:1" })),
    }),
  }));
  const prints = ([program]: readonly string[]) => {
    if (program === "readlink") return `releases/${live}\n`;
    return program === "curl" && serves.length > 0 ? "digest" : "";
  };
  return { id: "proxy", service: "proxy", memoryMiB: 64, running: true, prints, archive: () => archive(files) };
}
