import { describe, expect, it } from "vitest";
import { targetFlags, targetsOf } from "../../../setup/targets";
import { honeychat } from "../../../systems/honeychat";

const system = {
  ...honeychat,
  staticVolumes: {
    site: { image: { context: "samples/shop", dockerfile: "site/Dockerfile" }, folder: "/app/dist", path: "/" },
  },
};

describe("The targets of a surface", () => {
  it("H4 are, of a service, its image, containers, admission, and the cutover", () => {
    expect(targetsOf(system, ["api"], {})).toStrictEqual([
      "**::room",
      "**::api-build",
      "**$roadstead:index:Service$docker:index/container:Container::api-*",
      "**::api-admission",
      "**::cutover",
    ]);
  });

  it("H4 are, of a static volume, its image, volume and releases, and no cutover", () => {
    expect(targetsOf(system, ["site"], {})).toStrictEqual([
      "**::room",
      "**::site-build",
      "**$roadstead:index:StaticVolume$**::site",
      "**::site-stage",
      "**::site-publish",
    ]);
  });

  it("name a shared image once, and the image that the stack names instead", () => {
    const patterns = targetsOf(system, ["celery_worker", "celery_beat", "api"], { api: "acme/api@sha256:1" });
    expect(patterns.filter((pattern) => pattern.includes("worker-build"))).toStrictEqual(["**::worker-build"]);
    expect(patterns).toContain("**RemoteImage::acme/api@sha256:1");
  });

  it("become flags of the engine", () => {
    expect(targetFlags(["**::a", "**::b"])).toStrictEqual(["--target", "**::a", "--target", "**::b"]);
  });
});
