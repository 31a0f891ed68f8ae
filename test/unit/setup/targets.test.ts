import { describe, expect, it } from "vitest";
import { targetFlags, targetsOf } from "../../../setup/targets";
import { honeychat } from "../../../systems/honeychat";
import { postgresServer } from "../../../systems/postgres";
import type { Service, System } from "../../../systems/system";

const job = { command: ["run"], limits: { memoryMiB: 64, cpus: 0.5 } };
const { api, postgres } = honeychat.services;

const system: System = {
  ...honeychat,
  staticVolumes: {
    site: { image: { context: "samples/shop", dockerfile: "site/Dockerfile" }, folder: "/app/dist", path: "/" },
  },
};

const withJobs: System = {
  ...system,
  services: {
    ...system.services,
    api: { ...(api as Service), needs: ["seed"] },
    postgres: { ...(postgres as Service), configuration: postgresServer("postgres", "shop", {}).configuration },
  },
  jobs: {
    migrate: { ...job, image: { service: "api" } },
    seed: { ...job, image: { context: "samples/shop", dockerfile: "seed/Dockerfile" }, needs: ["postgres", "migrate"] },
    report: { ...job, image: { service: "bot" } },
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

  it("H4 are, of a secret that has rotated, the versions that stay, and its new user but not the former one", () => {
    const secrets = [{ name: "database_password" }, { name: "queue_password" }];
    const own = { ...system, services: { api: { ...(api as Service), needs: [], secrets } } };
    const patterns = targetsOf(own, ["api"], { versions: { database_password: 4, queue_password: 1, other: 2 } });
    expect(patterns).toStrictEqual([
      "**::room",
      "**::api-build",
      "**$docker:index/volume:Volume::database_password-2",
      "**$docker:index/volume:Volume::database_password-3",
      "**$docker:index/volume:Volume::database_password-4",
      "**$docker:index/volume:Volume::database_password-current",
      "**::database_password-file",
      "**::database_password-user-4",
      "**::database_password-superuser",
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

  it("S2 H4 have the jobs that a service needs with it, in images of their own and of other services", () => {
    expect(targetsOf(withJobs, ["api"], {})).toStrictEqual([
      "**::room",
      "**::seed-build",
      "**$roadstead:index:Job$docker:index/container:Container::seed",
      "**::seed-run",
      "**::api-build",
      "**$roadstead:index:Job$docker:index/container:Container::migrate",
      "**::migrate-run",
      "**$roadstead:index:Service$docker:index/container:Container::api-*",
      "**::api-admission",
      "**::cutover",
    ]);
  });

  it("H4 are, of a job alone, its image and its run, in the image that the stack names for its service", () => {
    expect(targetsOf(withJobs, ["report"], { images: { bot: "acme/bot@sha256:1" } })).toStrictEqual([
      "**::room",
      "**RemoteImage::acme/bot@sha256:1",
      "**$roadstead:index:Job$docker:index/container:Container::report",
      "**::report-run",
    ]);
  });

  it("H2 H4 have a service's configuration with it", () => {
    expect(targetsOf(withJobs, ["postgres"], {})).toContain("**::postgres-configuration");
  });

  it("name a shared image once, and the image that the stack names instead", () => {
    const patterns = targetsOf(system, ["celery_worker", "celery_beat", "api"], {
      images: { api: "acme/api@sha256:1" },
    });
    expect(patterns.filter((pattern) => pattern.includes("worker-build"))).toStrictEqual(["**::worker-build"]);
    expect(patterns).toContain("**RemoteImage::acme/api@sha256:1");
  });

  it("become flags of the engine", () => {
    expect(targetFlags(["**::a", "**::b"])).toStrictEqual(["--target", "**::a", "--target", "**::b"]);
  });
});
