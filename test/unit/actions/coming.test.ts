import { describe, expect, it } from "vitest";
import { comingImages, currentImages, GUESSED_BYTES } from "../../../actions/coming";
import { GiB } from "../../../settings/sizes";
import { digest, image, sha } from "./image";

const api = (word: string) => `local/api:${digest(word)}`;
const site = (word: string) => `local/site:${digest(word)}`;
const acme = (word: string) => `ghcr.io/acme/api@${sha(word)}`;

const images = [
  image("api-2", { created: 2, gibibytes: 3, tags: [api("2")], builtFor: "local" }),
  image("api-1", { created: 1, gibibytes: 2, tags: [api("1")], builtFor: "local" }),
  image("site-1", { gibibytes: 0.5, tags: [site("1")], builtFor: "local" }),
  image("site-1-stage", { gibibytes: 2, tags: [`${site("1")}-stage1`] }),
  image("site-0-stage", { created: 9, gibibytes: 4, tags: [`${site("0")}-stage1`] }),
  image("redis", { gibibytes: 0.25, tags: ["redis:7"], digests: [`redis@${sha("7")}`] }),
  image("acme-1", { gibibytes: 5, digests: [acme("1")] }),
  image("dangling", { created: 9, gibibytes: 9, tags: ["<none>:<none>"], digests: ["<none>@<none>"] }),
];

describe("The images that come (unit)", () => {
  it.each<[string, string[]]>([
    ["is built here", [api("1"), api("2"), site("1")]],
    ["has the tag", ["docker.io/library/redis:7"]],
    ["has the digest", [acme("1"), `redis:7@${sha("7")}`]],
  ])("are none where the host has what %s", (_, wanted) => {
    expect(comingImages(wanted, images)).toStrictEqual([]);
  });

  it("count as large as the newest of their repository", () => {
    expect(comingImages([api("3"), acme("2"), "redis:8"], images)).toStrictEqual([
      { name: api("3"), bytes: 3 * GiB, like: api("2") },
      { name: acme("2"), bytes: 5 * GiB, like: acme("1") },
      { name: "redis:8", bytes: 0.25 * GiB, like: "redis:7" },
    ]);
  });

  it("count the stages of that one's build too", () => {
    expect(comingImages([site("2")], images)).toStrictEqual([{ name: site("2"), bytes: 2.5 * GiB, like: site("1") }]);
  });

  it("are a guess where the host has none of the repository, and count once", () => {
    expect(comingImages(["postgres:15", "postgres:15"], images)).toStrictEqual([
      { name: "postgres:15", bytes: GUESSED_BYTES },
    ]);
  });
});

describe("The current images before a deploy (unit)", () => {
  it("are those wanted, and for what comes the newest of its repository", () => {
    const wanted = [api("1"), site("2"), acme("2"), "redis:7", "postgres:15"];
    expect([...currentImages(wanted, images)]).toStrictEqual(["api-1", "site-1", "acme-1", "redis"]);
  });
});
