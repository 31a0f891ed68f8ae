// A stand-in plays the container; that Docker's own answers look like this, the engine tests show.
import { PassThrough, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type Container, exec, ignore, start, stop } from "../../../actions/docker";
import { frame } from "./frame";

function container(stream: Readable, exitCode: number | null) {
  const asked: object[] = [];
  const played = {
    exec: async (options: object) => {
      asked.push(options);
      return { start: async () => stream, inspect: async () => ({ ExitCode: exitCode }) };
    },
  };
  return { container: played as unknown as Container, asked };
}

const refusing = (statusCode: number) => {
  const refuse = () => Promise.reject(Object.assign(new Error(`status ${statusCode}`), { statusCode }));
  return { start: refuse, stop: refuse } as unknown as Container;
};

describe("A command in a container (unit)", () => {
  it("gives its exit code and its output without blanks around it", async () => {
    const { container: proxy, asked } = container(Readable.from([frame(" one\n"), frame("two\n", 2)]), 3);
    expect(await exec(proxy, ["ls", "-l"], { seconds: 1, user: "0" })).toStrictEqual({
      exitCode: 3,
      output: "one\ntwo",
    });
    expect(asked).toStrictEqual([{ Cmd: ["ls", "-l"], AttachStdout: true, AttachStderr: true, User: "0" }]);
  });

  it("is given up when its time is over, with what it had said", async () => {
    const stream = new PassThrough();
    stream.write(frame("waiting"));
    const { container: proxy } = container(stream, null);
    expect(await exec(proxy, ["sleep", "60"], { seconds: 0.05 })).toStrictEqual({
      exitCode: -1,
      output: "waiting\n(no end within 0.05 s)",
    });
    expect(stream.destroyed).toBe(true);
  });

  it("fails with the connection", async () => {
    const stream = new PassThrough();
    setTimeout(() => stream.destroy(new Error("connection reset")), 5);
    await expect(exec(container(stream, null).container, ["ls"], { seconds: 1 })).rejects.toThrow("connection reset");
  });
});

describe("What is already so (unit)", () => {
  it("is no failure: a start of what runs, a stop of what does not run or is gone", async () => {
    await expect(start(refusing(304))).resolves.toBeUndefined();
    await expect(stop(refusing(304), 10)).resolves.toBeUndefined();
    await expect(stop(refusing(404), 10)).resolves.toBeUndefined();
  });

  it("is told from a failure", async () => {
    await expect(start(refusing(404))).rejects.toThrow("status 404");
    await expect(stop(refusing(500), 10)).rejects.toThrow("status 500");
    const hangUp: Error & { statusCode?: number } = new Error("socket hang up");
    expect(() => ignore(304)(hangUp)).toThrow("socket hang up");
  });
});
