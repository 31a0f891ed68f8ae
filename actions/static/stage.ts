import { archive } from "../archive";
import { connect, type Docker } from "../docker";
import { type Bundle, digestOf, type ReleaseFile } from "./bundle";
import { withCompressed } from "./compress";
import { readFolder } from "./imageFolder";
import { stamped } from "./serviceWorker";
import { onVolume, type VolumeTool } from "./volumeTool";

/** What the action `stage` is told. */
export interface Stage extends VolumeTool {
  /** Name of the static volume in the system. */
  readonly name: string;
  /** Id of the image that holds the files. */
  readonly image: string;
  /** Folder of the image that holds them. */
  readonly folder: string;
  /** Path prefix under which they are served. */
  readonly path: string;
  /** Folders below `path` whose file names hold a hash. */
  readonly hashed: readonly string[];
  readonly serviceWorker?: string;
}

/**
 * Puts a static release on its volume beside the one that is served, complete or not at all, and makes its hashed files
 * available. Returns the release's digest.
 */
export async function stage(wanted: Stage, say: (line: string) => void): Promise<string> {
  const docker = connect();
  const bundle = await readFolder(docker, wanted);
  const { path, hashed, serviceWorker } = wanted;
  const digest = digestOf(bundle, { path, hashed });
  try {
    await upload(docker, wanted, digest, serviceWorker ? stamped(bundle, serviceWorker, digest) : bundle, say);
  } catch (error) {
    throw new Error(`${wanted.name}: ${(error as Error).message}`);
  }
  return digest;
}

async function upload(docker: Docker, wanted: Stage, digest: string, bundle: Bundle, say: (line: string) => void) {
  const files = (await Promise.all([...bundle].map(([path, content]) => withCompressed(path, content)))).flat();
  const entries = files.map((file) => entryOf(file, `incoming/${digest}${wanted.path}`));
  const folders = wanted.hashed.map((folder) => `${wanted.path}${folder}`.replace(/^\/|\/$/g, "") || ".");
  const changed = await onVolume(docker, wanted, SCRIPT, [digest, ...folders], await archive(entries));
  say(`${wanted.name}: ${bundle.size} files as release ${digest}`);
  for (const file of changed)
    say(
      `${wanted.name}: warning: ${file} is cached for a year, but its bytes are not those of a former release; put a hash of them in its name`,
    );
}

const entryOf = ({ path, content, modified }: ReleaseFile, folder: string) => ({
  path: `${folder}${path}`,
  content,
  modified,
});

/** Prints the hashed files whose bytes differ from those that a former release has under the same name. */
const SCRIPT = `release=$1
shift
mkdir -p releases assets
[ -d "releases/$release" ] || mv "incoming/$release" "releases/$release"
rm -rf incoming
cd "releases/$release"
for folder; do find "$folder" -type f; done | while read -r file; do
  kept="../../assets/$file"
  mkdir -p "\${kept%/*}"
  if [ ! -e "$kept" ]; then ln "$file" "$kept"
  elif cmp -s "$file" "$kept"; then ln -f "$kept" "$file"
  else case "$file" in *.gz|*.br) ;; *) echo "/$file" ;; esac
  fi
done`;
