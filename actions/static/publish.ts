import { connect } from "../docker";
import { onVolume, type VolumeTool } from "./volumeTool";

/** What the action `publish` is told. */
export interface Publish extends VolumeTool {
  readonly name: string;
  /** Digest of a release that has been staged. */
  readonly release: string;
}

const RELEASES_KEPT = 5;

/** Serves a staged release from now on, by one rename, and forgets all but the newest five. */
export async function publish(wanted: Publish, say: (line: string) => void): Promise<void> {
  await onVolume(connect(), wanted, SCRIPT, [wanted.release, String(RELEASES_KEPT)]);
  say(`${wanted.name}: release ${wanted.release} is served`);
}

/** A hashed file that no release has any more is one that only the folder `assets` still links to. */
const SCRIPT = `release=$1
[ -d "releases/$release" ]
ln -sfn "releases/$release" live.next
mv -T live.next live
touch published
{ grep -vxF "$release" published || true; echo "$release"; } | tail -n "$2" > published.next
mv published.next published
for known in releases/*; do
  grep -qxF "\${known#releases/}" published || rm -rf "$known"
done
find assets -type f -links 1 -delete
find assets -mindepth 1 -type d -empty -delete`;
