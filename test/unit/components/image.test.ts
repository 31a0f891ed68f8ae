// Mocks show what would be built or pulled; that it is, only a daemon shows.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import type { ImageArgs } from "../../../components/image";
import { listed, only, program, told, valueOf } from "../fixture";

const COMMAND = "command:local:Command";
const REMOTE = "docker:index/remoteImage:RemoteImage";
const ROOM = "test:index:Checked::room";

async function image(name: string, args: ImageArgs) {
  return program(async (opts) => {
    const { Image } = await import("../../../components/image");
    class Checked extends pulumi.ComponentResource {
      constructor() {
        super("test:index:Checked", "room", {}, opts);
      }
    }
    return new Image(name, args, { ...opts, dependsOn: [new Checked()] });
  });
}

describe("Image", () => {
  it("M7 is built on the host under the digest of what it is made from", async () => {
    const { resources, result } = await image("api", {
      kind: "build",
      stack: "local",
      context: "samples/shop",
      dockerfile: "api/Dockerfile",
      digest: "0123456789abcdef",
      host: "unix:///docker.sock",
    });
    expect(listed(resources)).toStrictEqual([`${COMMAND}::api-build`, "roadstead:index:Image::api", ROOM]);
    const command = only(resources, COMMAND, "api-build");
    expect(command.inputs).toMatchObject({ create: "build", environment: { DOCKER_HOST: "unix:///docker.sock" } });
    expect(command.options).toStrictEqual({ parent: "roadstead:index:Image::api", dependsOn: [ROOM] });
    expect(told(command)).toStrictEqual({
      stack: "local",
      service: "api",
      context: "samples/shop",
      dockerfile: "api/Dockerfile",
      digest: "0123456789abcdef",
    });
    expect(await valueOf(result.imageId)).toBe("sha256:api-build");
  });

  it("is pulled by name, and stays on the host until the sweep", async () => {
    const { resources, result } = await image("postgres:15", { kind: "pull", name: "postgres:15" });
    expect(listed(resources)).toStrictEqual([`${REMOTE}::postgres:15`, "roadstead:index:Image::postgres:15", ROOM]);
    expect(only(resources, REMOTE, "postgres:15").inputs).toStrictEqual({ name: "postgres:15", keepLocally: true });
    expect(only(resources, REMOTE, "postgres:15").options).toStrictEqual({
      parent: "roadstead:index:Image::postgres:15",
      dependsOn: [ROOM],
    });
    expect(await valueOf(result.imageId)).toBe("sha256:pulled-postgres:15");
  });
});
