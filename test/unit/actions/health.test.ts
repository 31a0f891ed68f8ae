// A stand-in plays the container; that Docker's own answers look like this, the engine tests show.
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import type { Container } from "../../../actions/docker";
import { probeCommand, Unhealthy, untilHealthy } from "../../../actions/health";
import { logLines } from "../../../actions/logs";
import { frame } from "./frame";

interface Play {
  /** What each probe answers: an exit code with output, or the status code of Docker's refusal. The last one stays. */
  readonly probes: readonly ({ exitCode: number; output: string } | { statusCode: number })[];
  /** Restart counts that one look after the other finds. The last one stays. */
  readonly restarts?: readonly number[];
  readonly state?: object;
  readonly logs?: Buffer;
}

function container({ probes, restarts = [0], state = { Status: "running", Running: true }, logs = frame("") }: Play) {
  const commands: string[][] = [];
  const turn = <T>(list: readonly T[], index: number) => list[Math.min(index, list.length - 1)] as T;
  let looks = 0;
  const played = {
    exec: async ({ Cmd }: { Cmd: string[] }) => {
      const answer = turn(probes, commands.length);
      commands.push(Cmd);
      if ("statusCode" in answer) throw Object.assign(new Error("refused by Docker"), answer);
      return {
        start: async () => Readable.from([frame(answer.output)]),
        inspect: async () => ({ ExitCode: answer.exitCode }),
      };
    },
    inspect: async () => ({
      Name: "/api-1-78394ae",
      Config: { Image: "sha256:52a637efec388a1d2c5e7e40ad6c51b9" },
      State: state,
      RestartCount: turn(restarts, looks++),
    }),
    logs: async () => logs,
  };
  return { container: played as unknown as Container, commands };
}

const curl = ["curl", "http://127.0.0.1/health"];
const health = { test: ["CMD", ...curl], timeoutSeconds: 1, budgetSeconds: 0.25 };
const well = { exitCode: 0, output: "" };
const ill = { exitCode: 22, output: "connection refused" };

describe("A new container (unit)", () => {
  it("H3 is healthy at its first good answer", async () => {
    const { container: api, commands } = container({ probes: [ill, { statusCode: 409 }, well] });
    await untilHealthy("api", api, { ...health, budgetSeconds: 5 });
    expect(commands).toStrictEqual(Array(3).fill(["/bin/sh", "-c", expect.any(String), "-", ...curl]));
  });

  it("is asked without a shell where its image has none", async () => {
    const noShell = { exitCode: 126, output: "exec: /bin/sh: no such file or directory" };
    const { container: api, commands } = container({ probes: [noShell, well] });
    await untilHealthy("api", api, health);
    expect(commands).toStrictEqual([["/bin/sh", "-c", expect.any(String), "-", ...curl], curl]);
  });

  it("D3 that never answers fails with its state, its last three checks and its log", async () => {
    const logs = Buffer.concat([frame("starting\n"), frame("cannot open /data\n", 2)]);
    const { container: api } = container({ probes: [{ exitCode: 1, output: "first" }, ill], logs });
    const failure = untilHealthy("api", api, { ...health, budgetSeconds: 0.7 });
    await expect(failure).rejects.toThrow(Unhealthy);
    await expect(failure).rejects.toThrow(
      new Error(`api was not healthy within 0.7 s
container api-1-78394ae (sha256:52a637efec38): running
last health checks:
  exit 22: connection refused
  exit 22: connection refused
  exit 22: connection refused
last 50 log lines:
  starting
  cannot open /data`),
    );
  });

  it("S6 that never gets ready fails with what its readiness check said", async () => {
    const { container: api } = container({ probes: [{ exitCode: 22, output: '{"database": "down"}' }] });
    await expect(untilHealthy("api", api, { ...health, readiness: true })).rejects.toThrow(
      /^api was not ready within 0\.25 s\ncontainer .*\nlast readiness checks:\n {2}exit 22: \{"database": "down"\}\n/,
    );
  });

  it.each<[string, Play, string]>([
    [
      "D3 reports what the last check printed, line for line",
      { probes: [{ exitCode: 7, output: "two\nlines" }] },
      "  exit 7: two\n  lines\n",
    ],
    ["D3 reports a check that printed nothing", { probes: [{ exitCode: 9, output: "" }] }, "  exit 9: (no output)\n"],
    [
      "D3 reports a container that is not running",
      { probes: [{ statusCode: 409 }], state: { Status: "restarting", Running: false, ExitCode: 3 } },
      "(sha256:52a637efec38): restarting, exit code 3\nlast health checks:\n  exit -1: the container is not running\n",
    ],
    [
      "M5 reports a container that ran out of memory",
      { probes: [ill], state: { Status: "exited", Running: false, ExitCode: 137, OOMKilled: true } },
      "): exited, exit code 137, out of memory\n",
    ],
  ])("%s", async (_, play, expected) => {
    await expect(untilHealthy("api", container(play).container, health)).rejects.toThrow(expected);
  });

  it("D3 that keeps exiting fails before its time is over", async () => {
    const { container: api } = container({ probes: [{ statusCode: 409 }], restarts: [4, 5, 6, 7] });
    await expect(untilHealthy("api", api, { ...health, budgetSeconds: 60 })).rejects.toThrow(
      /^api keeps exiting: restarted \d+ times\ncontainer api-1-78394ae /,
    );
  });

  it("is not to blame when Docker itself fails", async () => {
    const { container: api } = container({ probes: [{ statusCode: 500 }] });
    await expect(untilHealthy("api", api, health)).rejects.toThrow("refused by Docker");
  });
});

describe("A healthcheck's command", () => {
  it.each([
    [
      ["CMD", "curl", "-f", "http://x"],
      ["curl", "-f", "http://x"],
    ],
    [
      ["CMD-SHELL", "test -f /tmp/alive && true"],
      ["/bin/sh", "-c", "test -f /tmp/alive && true"],
    ],
    [
      ["curl", "http://x"],
      ["curl", "http://x"],
    ],
  ])("of %j is %j", (test, command) => {
    expect(probeCommand(test)).toStrictEqual(command);
  });
});

describe("The lines of a log", () => {
  it.each<[string, Buffer[], string[]]>([
    ["come from standard output and error, in the order written", [frame("a\n"), frame("b\n", 2)], ["a", "b"]],
    ["may come in pieces", [frame("he"), frame("llo\nwor"), frame("ld\n")], ["hello", "world"]],
    ["may come several at once", [frame("a\n\nb\n")], ["a", "", "b"]],
    [
      "may be cut within a letter",
      [frame(Buffer.from("ü\n").subarray(0, 1)), frame(Buffer.from("ü\n").subarray(1))],
      ["ü"],
    ],
    ["may end without the end that was announced", [frame("hello\n").subarray(0, 11)], ["hel"]],
    ["leave out a header that is cut", [frame("a\n"), frame("b\n").subarray(0, 5)], ["a"]],
    [
      "stay whole where the two streams take turns",
      [frame("c", 2), frame("{}\n"), frame("url: no\n", 2)],
      ["{}", "curl: no"],
    ],
    ["come last when they do not end", [frame("{}"), frame("curl: no\n", 2)], ["curl: no", "{}"]],
    ["may be long", [frame(`${"x".repeat(70_000)}\n`)], ["x".repeat(70_000)]],
  ])("%s", (_, frames, lines) => {
    expect(logLines(Buffer.concat(frames))).toStrictEqual(lines);
  });
});
