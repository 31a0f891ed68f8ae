import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { archive, type Entry } from "../../../actions/archive";

async function unpacked(entries: readonly Entry[]) {
  const found: object[] = [];
  const tar = extract();
  Readable.from([await archive(entries)]).pipe(tar);
  for await (const entry of tar) {
    const { name, type, mode, uid, gid, linkname } = entry.header;
    found.push({ name, type, mode, uid, gid, linkname, content: await text(entry) });
  }
  return found;
}

describe("An archive", () => {
  it("holds files that root owns and everyone reads, unless they say otherwise", async () => {
    expect(await unpacked([{ path: "releases/1/nginx.conf", content: "events {}\n" }])).toStrictEqual([
      {
        name: "releases/1/nginx.conf",
        type: "file",
        mode: 0o644,
        uid: 0,
        gid: 0,
        linkname: null,
        content: "events {}\n",
      },
    ]);
  });

  it("D5 holds files that one user alone reads", async () => {
    expect(await unpacked([{ path: "1000", content: "hunter2", owner: 1000, mode: 0o400 }])).toStrictEqual([
      { name: "1000", type: "file", mode: 0o400, uid: 1000, gid: 1000, linkname: null, content: "hunter2" },
    ]);
  });

  it("holds symbolic links", async () => {
    expect(await unpacked([{ path: "live", target: "releases/1" }])).toMatchObject([
      { name: "live", type: "symlink", linkname: "releases/1", content: "" },
    ]);
  });

  it("holds entries in order, text of any script and length, and none at all", async () => {
    const long = "ü".repeat(100_000);
    const found = await unpacked([
      { path: "b", content: long },
      { path: "a", content: "" },
    ]);
    expect(found).toMatchObject([
      { name: "b", content: long },
      { name: "a", content: "" },
    ]);
    expect(await unpacked([])).toStrictEqual([]);
  });
});
