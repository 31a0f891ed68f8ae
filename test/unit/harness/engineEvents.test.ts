import { describe, expect, it } from "vitest";
import { containerType, readChanges } from "../../harness/engineEvents";

const line = (event: string, op: string, type: string, name: string) =>
  JSON.stringify({
    sequence: 1,
    timestamp: 1,
    [event]: { metadata: { op, type, urn: `urn:pulumi:local::roadstead::a$b::${name}` } },
  });

describe("readChanges", () => {
  it("tells what became of each resource, a replacement once", () => {
    const log = [
      line("resourcePreEvent", "create-replacement", containerType, "api-1"),
      line("resOutputsEvent", "same", "pulumi:pulumi:Stack", "roadstead-local"),
      line("resOutputsEvent", "create-replacement", containerType, "api-1"),
      line("resOutputsEvent", "replace", containerType, "api-1"),
      line("resOutputsEvent", "same", containerType, "bot-1"),
      line("resOutputsEvent", "create", containerType, "api-2"),
      line("resOutputsEvent", "update", "command:local:Command", "cutover"),
      line("resOutputsEvent", "delete-replaced", containerType, "api-1"),
      line("resOutputsEvent", "delete", containerType, "old-1"),
      "",
    ].join("\n");
    const { all, containers, failed } = readChanges(log);
    expect(containers).toEqual({ created: ["api-2"], replaced: ["api-1"], deleted: ["old-1"] });
    expect(all.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
      "replaced api-1",
      "created api-2",
      "updated cutover",
      "deleted old-1",
    ]);
    expect(failed).toEqual([]);
  });

  it("names what failed, and reads a log whose last line is cut off", () => {
    const log = `${line("resOpFailedEvent", "update", "command:local:Command", "api-admission")}\n{"sequence":2,"resOut`;
    expect(readChanges(log).failed).toEqual(["api-admission"]);
  });
});
