// A stand-in plays the daemon; that Docker really removes, and what it refuses, the engine tests show.
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { archive } from "../../../actions/archive";
import type { Docker } from "../../../actions/docker";
import { sweepImages } from "../../../actions/imageSweep";
import { digest, image, sha } from "./image";

const api = (word: string) => `local/api:${digest(word)}`;
const built = (word: string) => image(sha(word), { tags: [api(word)], builtFor: "local" });

interface Host {
  readonly images: readonly ReturnType<typeof image>[];
  readonly containers?: readonly string[];
  /** Images of the releases that each proxy's volume holds; null for one that has none, a state for one that cannot be read. */
  readonly proxies?: readonly (readonly string[] | null | "gone" | "removing" | "running")[];
  /** What Docker answers to the removal of an image. */
  readonly refuses?: Readonly<Record<string, number>>;
}

function daemon({ images, containers = [], proxies = [], refuses = {} }: Host) {
  const removed: string[] = [];
  const failing = (statusCode: number) => Object.assign(new Error(String(statusCode)), { statusCode });
  const docker = {
    listImages: async () => images,
    listContainers: async ({ filters }: { filters?: { label: string[] } }) => {
      if (!filters) return containers.map((ImageID) => ({ ImageID }));
      expect(filters).toStrictEqual({ label: ["roadstead.service=proxy"] });
      return proxies.map((_, index) => ({ Id: String(index) }));
    },
    getContainer: (index: string) => ({
      getArchive: async () => {
        const released = proxies[Number(index)];
        if (typeof released === "string") throw failing(500);
        if (!released) throw failing(404);
        const record = { release: "1", containers: released.map((used) => ({ id: "c", image: used })) };
        return Readable.from([await archive([{ path: "releases/1/release.json", content: JSON.stringify(record) }])]);
      },
      inspect: async () => {
        const state = proxies[Number(index)];
        if (state === "gone") throw failing(404);
        return { State: { Status: state } };
      },
    }),
    getImage: (name: string) => ({
      remove: async ({ force }: { force: boolean }) => {
        if (refuses[name]) throw failing(refuses[name]);
        removed.push(`${name}${force ? " force" : ""}`);
      },
    }),
  };
  return { docker: docker as unknown as Docker, removed };
}

describe("A sweep of images (unit)", () => {
  it("S10 keeps those of containers, of any stack's kept releases and of the present one, and says what it removes", async () => {
    const images = ["1", "2", "3", "4", "5"].map(built);
    const stage = image(sha("6"), { tags: [`${api("5")}-stage1`] });
    const proxies = [[sha("2")], null, [sha("3"), sha("4")]];
    const { docker, removed } = daemon({ images: [...images, stage], containers: [sha("1")], proxies });
    expect(await sweepImages(docker, "local", new Set([sha("4")]))).toStrictEqual([
      `image ${api("5")}`,
      `image ${api("5")}-stage1`,
    ]);
    expect(removed).toStrictEqual([`${sha("5")} force`, `${api("5")}-stage1`]);
  });

  it("passes over an image that is gone already or that another is built on", async () => {
    const refuses = { [sha("1")]: 404, [sha("2")]: 409 };
    const { docker } = daemon({ images: ["1", "2", "3"].map(built), refuses });
    expect(await sweepImages(docker, "local", new Set())).toStrictEqual([`image ${api("3")}`]);
  });

  it("passes over a proxy that is being removed, and not over one that cannot be read", async () => {
    const images = [built("1")];
    const leaving = daemon({ images, proxies: ["gone", "removing"] });
    expect(await sweepImages(leaving.docker, "local", new Set())).toStrictEqual([`image ${api("1")}`]);
    const broken = daemon({ images, proxies: ["running"] });
    await expect(sweepImages(broken.docker, "local", new Set())).rejects.toThrow("500");
  });

  it("does not pass over another answer", async () => {
    const { docker } = daemon({ images: [built("1")], refuses: { [sha("1")]: 500 } });
    await expect(sweepImages(docker, "local", new Set())).rejects.toThrow("500");
  });
});
