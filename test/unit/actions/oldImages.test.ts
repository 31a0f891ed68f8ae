import { describe, expect, it } from "vitest";
import type { ListedImage } from "../../../actions/listedImage";
import { oldImages, type Uses } from "../../../actions/oldImages";
import { digest, image, sha } from "./image";

const api = (word: string) => `local/api:${digest(word)}`;
const site = (word: string) => `local/site:${digest(word)}`;
const acme = (word: string) => `ghcr.io/acme/api@${sha(word)}`;
const built = (name: string, created: number) => image(name, { created, tags: [`local/${name}`], builtFor: "local" });

function chosen(images: readonly ListedImage[], uses: Partial<Record<keyof Uses, string[]>>): string[] {
  const { contained = [], released = [], current = [] } = uses;
  const all = { contained: new Set(contained), released: new Set(released), current: new Set(current) };
  return oldImages("local", images, all).map(({ remove }) => remove);
}

describe("The images that a stack needs no more (unit)", () => {
  it("S10 are those that it built and nothing uses, by their ids and with their names", () => {
    const images = [
      image("contained", { tags: [api("1")], builtFor: "local" }),
      image("released", { tags: [api("2")], builtFor: "local" }),
      image("current", { tags: [api("3")], builtFor: "local" }),
      image("old", { tags: [api("4")], builtFor: "local" }),
      image("untagged", { builtFor: "local" }),
      image("base", { tags: ["redis:7"] }),
      image("dangling", { tags: ["<none>:<none>"] }),
      image("other", { tags: ["local-2/api:1"], builtFor: "local-2" }),
      image("foreign", { tags: ["local/tool:latest"] }),
    ];
    const uses = { contained: new Set(["contained"]), released: new Set(["released", "current"]) };
    expect(oldImages("local", images, { ...uses, current: new Set(["current"]) })).toStrictEqual([
      { name: api("4"), remove: "old" },
      { name: "untagged", remove: "untagged" },
    ]);
  });

  it("keep the newest five of a repository that a current one is of and no release's record names", () => {
    const images = [1, 7, 2, 6, 3, 5, 4].flatMap((age) => [
      image(`site-${age}`, { created: 100 - age, tags: [site(`${age}`)], builtFor: "local" }),
      image(`api-${age}`, { created: 100 - age, tags: [api(`${age}`)], builtFor: "local" }),
    ]);
    expect(
      chosen(images, { contained: ["api-1"], released: ["api-1"], current: ["api-1", "site-1"] }).sort(),
    ).toStrictEqual(["api-2", "api-3", "api-4", "api-5", "api-6", "api-7", "site-6", "site-7"]);
  });

  it("are stages whose built image goes or is not there, one name at a time", () => {
    const images = [
      image("kept", { tags: [site("1")], builtFor: "local" }),
      image("old", { tags: [site("2")], builtFor: "local" }),
      image("shared", { tags: [`${site("1")}-stage1`, `${site("2")}-stage1`] }),
      image("own", { tags: [`${site("2")}-stage2`] }),
      image("of a failed build", { tags: [`${site("3")}-stage1`] }),
      image("another stack's", { tags: [`local-2/site:${digest("3")}-stage1`] }),
      image("a person's", { tags: ["local/site:v1-stage1"] }),
    ];
    expect(chosen(images, { released: ["kept"] })).toStrictEqual([
      "old",
      `${site("2")}-stage1`,
      `${site("2")}-stage2`,
      `${site("3")}-stage1`,
    ]);
  });

  it("count a stage that began from another built image as a stage", () => {
    const images = [built("api:1", 1), image("stage", { tags: [`${site("1")}-stage1`], builtFor: "local" })];
    expect(chosen(images, { released: ["api:1"] })).toStrictEqual([`${site("1")}-stage1`]);
  });

  it("are those pulled by digest from where a current one comes from", () => {
    const images = [
      image("current", { digests: [acme("1")] }),
      image("contained", { digests: [acme("2")] }),
      image("released", { digests: [acme("3")] }),
      image("old", { digests: [acme("4")] }),
      image("a person's", { tags: ["ghcr.io/acme/api:v1"], digests: [acme("5")] }),
      image("elsewhere too", { digests: [acme("6"), `ghcr.io/other/api@${sha("6")}`] }),
      image("elsewhere", { digests: [`ghcr.io/acme/bot@${sha("1")}`] }),
      image("by tag", { tags: ["redis:7"], digests: [`redis@${sha("7")}`] }),
      image("redis before", { digests: [`redis@${sha("6")}`] }),
    ];
    const uses = { contained: ["contained"], released: ["released", "current"], current: ["current", "by tag"] };
    expect(chosen(images, uses)).toStrictEqual(["old"]);
  });
});
