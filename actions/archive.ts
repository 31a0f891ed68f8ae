import { buffer } from "node:stream/consumers";
import { type Pack, pack } from "tar-stream";

/** A file, folder or symbolic link to be put into a container, with its path from the folder it is unpacked in. */
export type Entry = File | Folder | { readonly path: string; readonly target: string };

interface Folder {
  readonly path: string;
  /** Numeric user and group. */
  readonly folderOf: number;
}

interface File {
  readonly path: string;
  readonly content: string | Buffer;
  /** Numeric user and group. Default: 0. */
  readonly owner?: number;
  /** Default: 0644. */
  readonly mode?: number;
  /** Default: now. */
  readonly modified?: Date;
}

/** A tar archive of the entries. */
export function archive(entries: readonly Entry[]): Promise<Buffer> {
  const tar = pack();
  for (const entry of entries) {
    if ("folderOf" in entry) addFolder(tar, entry);
    else if ("target" in entry) tar.entry({ name: entry.path, type: "symlink", linkname: entry.target });
    else addFile(tar, entry);
  }
  tar.finalize();
  return buffer(tar);
}

function addFolder(tar: Pack, { path, folderOf: owner }: Folder): void {
  tar.entry({ name: path, type: "directory", mode: 0o755, uid: owner, gid: owner });
}

function addFile(tar: Pack, { path, content, owner = 0, mode = 0o644, modified }: File): void {
  tar.entry({ name: path, mode, uid: owner, gid: owner, ...(modified ? { mtime: modified } : {}) }, content);
}
