import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { type DockerEvent, events } from "../../../setup/images/events";
import { progress } from "../../../setup/images/pull";

describe("progress", () => {
  const after = (...messages: DockerEvent[]) => {
    const sizes = new Map();
    return messages.map((message) => progress(sizes, message)).at(-1);
  };
  const downloading = (id: string, current: number, total: number) => ({
    id,
    status: "Downloading",
    progressDetail: { current, total },
  });

  it("adds up the layers", () => {
    expect(after(downloading("a", 1_000_000, 30_000_000), downloading("b", 11_400_000, 27_000_000))).toBe(
      "12.4 of 57.0 MB",
    );
  });

  it("counts a downloaded layer whole and leaves extraction out", () => {
    const extracting = { id: "a", status: "Extracting", progressDetail: { current: 5, total: 30_000_000 } };
    const complete = { id: "a", status: "Download complete", progressDetail: {} };
    expect(after(downloading("a", 1_000_000, 30_000_000), complete, extracting)).toBe("30.0 of 30.0 MB");
  });

  it("says what the daemon says before any size is known", () => {
    expect(after({ status: "Pulling from library/redis", id: "7" })).toBe("Pulling from library/redis");
  });
});

describe("events", () => {
  const read = async (...chunks: string[]) => {
    const found: DockerEvent[] = [];
    for await (const event of events(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) found.push(event);
    return found;
  };

  it("joins lines that arrive in pieces", async () => {
    expect(await read('{"stream":"o', 'ne"}\r\n\n{"stream":"two"}\n')).toEqual([{ stream: "one" }, { stream: "two" }]);
  });

  it("throws what went wrong", async () => {
    await expect(read('{"stream":"one"}\n', '{"error":"no space left on device"}\n')).rejects.toThrow("no space left");
  });
});
