// Mocks show the command's inputs; that a change of them runs the action again, only the command provider shows.
import { describe, expect, it } from "vitest";
import { only, program } from "../fixture";

describe("runAction", () => {
  it("runs the action with JSON on standard input and the host in the environment", async () => {
    const { resources } = await program(async (opts) => {
      const { local } = await import("@pulumi/command");
      const { runAction } = await import("../../../components/action");
      new local.Command("greet", runAction("greet", "ssh://deploy@host", { name: "Ada", others: ["Bob"] }), opts);
    });
    const { inputs, secret } = only(resources, "command:local:Command", "greet");
    expect(inputs).toStrictEqual({
      interpreter: ["node", "bin/action.cjs"],
      create: "greet",
      environment: { DOCKER_HOST: "ssh://deploy@host" },
      stdin: '{"name":"Ada","others":["Bob"]}',
      logging: "stderr",
    });
    expect(secret).toStrictEqual([]);
  });

  it("D5 keeps the whole input secret when a part of it is", async () => {
    const { resources } = await program(async (opts) => {
      const pulumi = await import("@pulumi/pulumi");
      const { local } = await import("@pulumi/command");
      const { runAction } = await import("../../../components/action");
      new local.Command("greet", runAction("greet", "ssh://host", { name: pulumi.secret("Ada") }), opts);
    });
    expect(only(resources, "command:local:Command", "greet").secret).toStrictEqual(["stdin"]);
  });
});
