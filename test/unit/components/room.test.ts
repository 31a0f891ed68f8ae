// Mocks show what the action is told; that it runs before any image is built, only a real deploy shows.
import { describe, expect, it } from "vitest";
import { listed, only, program, told } from "../fixture";

const COMMAND = "command:local:Command";

describe("Room", () => {
  it("is one command, told all images in an order that no edit of the system changes", async () => {
    const { resources } = await program(async (opts) => {
      const { Room } = await import("../../../components/room");
      const images = ["redis:7", "local/api:0123456789abcdef", "nginx:1.30"];
      return new Room("room", { stack: "local", images, reserveBytes: 1024, host: "unix:///docker.sock" }, opts);
    });
    expect(listed(resources)).toStrictEqual([`${COMMAND}::room`, "roadstead:index:Room::room"]);
    const command = only(resources, COMMAND, "room");
    expect(command.inputs).toMatchObject({ create: "room", environment: { DOCKER_HOST: "unix:///docker.sock" } });
    expect(command.options).toStrictEqual({ parent: "roadstead:index:Room::room" });
    expect(told(command)).toStrictEqual({
      stack: "local",
      images: ["local/api:0123456789abcdef", "nginx:1.30", "redis:7"],
      reserveBytes: 1024,
    });
  });
});
