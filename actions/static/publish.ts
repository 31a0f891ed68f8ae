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

/**
 * The release is noted before it is served: were it the other way round, one that was served just when the host failed would be
 * forgotten with its files. A file of the release with one link alone whose name `assets` has too is one with other bytes than in
 * former releases: from now on its bytes are served. A hashed file that no release has any more is one that only `assets` links to.
 */
const SCRIPT = `release=$1
[ -d "releases/$release" ]
touch published
{ grep -vxF "$release" published || true; echo "$release"; } | tail -n "$2" > published.next
mv published.next published
ln -sfn "releases/$release" live.next
mv -T live.next live
(cd "releases/$release" && find . -type f -links 1) | while read -r file; do
  [ ! -e "assets/$file" ] || ln -f "releases/$release/$file" "assets/$file"
done
for known in releases/*; do
  grep -qxF "\${known#releases/}" published || rm -rf "$known"
done
find assets -type f -links 1 -delete
find assets -mindepth 1 -type d -empty -delete`;
