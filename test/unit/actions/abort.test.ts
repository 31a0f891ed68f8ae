// The signals and the parent are the test's own; that a killed engine is noticed, the engine tests show.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const handlers = new Map<string | symbol, () => void>();

beforeEach(() => {
  vi.resetModules();
  handlers.clear();
  vi.useFakeTimers();
  vi.spyOn(process, "on").mockImplementation((event, handler) => {
    handlers.set(event, handler as () => void);
    return process;
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Each deploy has its own process, so each test its own modules. */
const actions = () => import("../../../actions/abort");

describe("An action", () => {
  it("D3 goes on while the deploy lives", async () => {
    const { watchDeploy, pause } = await actions();
    watchDeploy();
    const done = pause(1000);
    await vi.advanceTimersByTimeAsync(1000);
    await expect(done).resolves.toBeUndefined();
  });

  it.each(["SIGINT", "SIGTERM"])("D3 ends at its next pause when the deploy was cancelled by %s", async (signal) => {
    const { watchDeploy, pause } = await actions();
    watchDeploy();
    handlers.get(signal)?.();
    await expect(pause(1000)).rejects.toThrow("the deploy was cancelled");
  });

  it("D3 ends during a pause", async () => {
    const { watchDeploy, pause } = await actions();
    watchDeploy();
    const done = expect(pause(100)).rejects.toThrow("the deploy was cancelled");
    handlers.get("SIGTERM")?.();
    await vi.advanceTimersByTimeAsync(100);
    await done;
  });

  it("D3 ends when the engine was killed", async () => {
    const parent = vi.spyOn(process, "ppid", "get").mockReturnValue(4711);
    const { watchDeploy, pause } = await actions();
    watchDeploy();
    parent.mockReturnValue(1);
    const done = expect(pause(1000)).rejects.toThrow("the deploy was killed");
    await vi.advanceTimersByTimeAsync(1000);
    await done;
  });

  it("D3 ends while it waits for something that goes on, and not for what has ended before", async () => {
    const { watchDeploy, whileDeployed } = await actions();
    watchDeploy();
    await expect(whileDeployed(Promise.resolve("done"))).resolves.toBe("done");
    await expect(whileDeployed(Promise.reject(new Error("failed")))).rejects.toThrow("failed");
    const waits = expect(whileDeployed(new Promise(() => {}))).rejects.toThrow("the deploy was cancelled");
    handlers.get("SIGTERM")?.();
    await waits;
    await expect(whileDeployed(Promise.resolve("done"))).rejects.toThrow("the deploy was cancelled");
  });

  it("D3 is not disturbed while it takes back what it did", async () => {
    const { watchDeploy, pause } = await actions();
    const { Undo } = await import("../../../actions/undo");
    watchDeploy();
    handlers.get("SIGINT")?.();
    const [undo, said] = [new Undo(), [] as string[]];
    undo.note("restore the former release", () => pause(100));
    const done = undo.all((line) => said.push(line));
    await vi.advanceTimersByTimeAsync(100);
    await done;
    expect(said).toStrictEqual(["restore the former release"]);
  });
});
