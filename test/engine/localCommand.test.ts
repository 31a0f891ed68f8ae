import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Project } from "../harness/project";

// Runs the real engine, official or built, with its command provider; there is no mock here.
const minutes = 60_000;
const project = new Project();

beforeAll(() => project.create(), 15 * minutes);
afterAll(() => project.remove());

describe("a local command", { timeout: 2 * minutes }, () => {
  it("runs at creation, shows its lines and keeps what it wrote", async () => {
    const { output } = await project.up({
      greeter: {
        create: "echo hello $NAME; echo aside >&2",
        delete: "echo $PULUMI_COMMAND_STDOUT >> $FOLDER/deleted",
        environment: { NAME: "world", FOLDER: project.folder },
      },
      reader: { create: "cat; pwd", stdin: "typed\n", dir: "/", interpreter: ["/bin/sh", "-ec"] },
      quiet: { create: "echo unseen; echo $SECRET | wc -c", logging: "none", environment: { SECRET: "!hush-hush" } },
      follower: { create: "echo got $FIRST", environment: { FIRST: "@greeter" } },
    });
    expect(output).toMatch(/greeter creating.* hello world/);
    expect(output).toMatch(/greeter creating.* aside/);
    expect(output).not.toMatch(/quiet creating.* unseen/);
    expect(output).not.toContain("warning");
    expect(await project.outputs()).toEqual({
      greeter: "hello world",
      reader: "typed\n/",
      quiet: "unseen\n10",
      follower: "got hello world",
    });
    expect(await project.stored()).not.toContain("hush-hush");
  });

  it("runs nothing and passes on nothing old in a preview of a change", async () => {
    const { output } = await project.preview({
      greeter: { create: "echo changed >> $FOLDER/previewed", environment: { FOLDER: project.folder } },
      follower: { create: "echo got $FIRST", environment: { FIRST: "@greeter" } },
    });
    expect(output).toMatch(/greeter update/);
    expect(output).toMatch(/follower update/);
    expect(output).toMatch(/reader delete/);
    expect(project.read("previewed")).toBe("");
  });

  it("updates by its own command, or by create when it has none, with its former output at hand", async () => {
    await project.up({
      greeter: { create: "echo again after $PULUMI_COMMAND_STDOUT" },
      reader: { create: "echo unused", update: "echo updated" },
      quiet: { create: "echo forgot $PULUMI_COMMAND_STDOUT", addPreviousOutputInEnv: false },
    });
    expect(await project.outputs()).toEqual({
      greeter: "again after hello world",
      reader: "updated",
      quiet: "forgot",
    });
  });

  it("keeps its former output when an update fails, and says what was written", async () => {
    const { failed, output } = await project.up({
      greeter: { create: "echo out; echo err >&2; exit 3" },
      reader: { create: "echo unused", update: "echo updated" },
      quiet: { create: "echo forgot $PULUMI_COMMAND_STDOUT", addPreviousOutputInEnv: false },
    });
    expect(failed).toBe(true);
    // Two streams: which line comes first is not told.
    expect(output).toMatch(
      /error: exit status 3: running "echo out; echo err >&2; exit 3":\n {4}(out\n {4}err|err\n {4}out)\n/,
    );
    expect(await project.stored()).toContain('"stdout": "again after hello world"');
  });

  it("is replaced when a trigger changes: created again, then deleted with the former output", async () => {
    const commands = (trigger: string) => ({
      greeter: {
        create: `echo ${trigger} >> ${project.folder}/order; echo ${trigger}`,
        delete: `echo delete $PULUMI_COMMAND_STDOUT >> ${project.folder}/order`,
        triggers: [trigger],
      },
    });
    await project.up(commands("first"));
    await project.up(commands("second"));
    await project.up({});
    expect(project.read("order")).toBe("first\nsecond\ndelete first\ndelete second\n");
  });
});
