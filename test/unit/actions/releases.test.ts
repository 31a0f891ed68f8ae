// A stand-in hands out the archive; that the proxy's volume holds such files, the engine tests show.
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { archive } from "../../../actions/archive";
import type { Container } from "../../../actions/docker";
import { readReleases } from "../../../actions/releases";

const release = (id: string) => ({
  release: id,
  digest: "1",
  containers: [{ id: `container of ${id}`, image: "sha256:1" }],
});

describe("The releases on the proxy's volume (unit)", () => {
  it("S10 are read newest last, without the configurations beside them", async () => {
    const files = ["20260820T120000Z", "20260819T120000Z", "20260821T090000Z"].flatMap((id) => [
      { path: `releases/${id}/nginx.conf`, content: "not JSON" },
      { path: `releases/${id}/release.json`, content: JSON.stringify(release(id)) },
    ]);
    const paths: string[] = [];
    const proxy = {
      getArchive: async ({ path }: { path: string }) => {
        paths.push(path);
        return Readable.from([await archive(files)]);
      },
    } as unknown as Container;
    expect(await readReleases(proxy)).toStrictEqual([
      release("20260819T120000Z"),
      release("20260820T120000Z"),
      release("20260821T090000Z"),
    ]);
    expect(paths).toStrictEqual(["/etc/roadstead/releases"]);
  });
});
