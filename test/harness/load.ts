import { spawn } from "node:child_process";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { root } from "../../setup/paths";
import { type LoadOptions, planOf } from "./load/plan";
import type { LoadResult } from "./load/result";

export type { LoadOptions } from "./load/plan";
export { failureWindow, type LoadResult, summary } from "./load/result";

/** Requests at a constant rate from a process of their own, until they are stopped. */
export interface Load {
  /** The counts so far, at most 0.2 s old. */
  readonly progress: { readonly sent: number; readonly ok: number; readonly failed: number };
  /** Sends no more, waits for the answers that are under way, and tells what happened. */
  stop(): Promise<LoadResult>;
}

/** Starts a load. It ends with this process at the latest. */
export async function startLoad(options: LoadOptions): Promise<Load> {
  const generator = await startGenerator(options);
  return {
    get progress() {
      return generator.progress;
    },
    stop: async () => {
      generator.stop();
      const { why, result } = await generator.ended;
      if (why === "stop") return result;
      throw new Error(
        `the load had ended by its bound of ${why} before it was stopped; raise \`seconds\` or \`count\``,
      );
    },
  };
}

/** Runs a load until its bound of `seconds` or `count` is reached. */
export async function runLoad(options: LoadOptions): Promise<LoadResult> {
  const { ended } = await startGenerator(options);
  return (await ended).result;
}

interface Ended {
  /** The bound that was reached, or `stop`. */
  readonly why: "stop" | "time" | "count";
  readonly result: LoadResult;
}

type Message =
  | { readonly kind: "started" }
  | { readonly kind: "progress"; readonly progress: Load["progress"] }
  | ({ readonly kind: "result" } & Ended);

interface Generator {
  progress: Load["progress"];
  readonly ended: Promise<Ended>;
  stop(): void;
}

function startGenerator(options: LoadOptions): Promise<Generator> {
  const plan = planOf(options);
  const child = spawn(process.execPath, ["--eval", program()], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  return new Promise((started, failed) => {
    const ended = new Promise<Ended>((resolve, reject) => {
      child.on("message", (message: Message) => {
        if (message.kind === "started") started(generator);
        else if (message.kind === "progress") generator.progress = message.progress;
        else resolve(message);
      });
      child.on("exit", (code, signal) => {
        const error = new Error(`the load's process ended with ${signal ?? code} before it had a result`);
        reject(error);
        failed(error);
      });
    });
    ended.catch(() => {});
    const generator: Generator = {
      progress: { sent: 0, ok: 0, failed: 0 },
      ended,
      stop: () => void (child.connected && child.send("stop")),
    };
    child.send(plan);
  });
}

let bundled: string | undefined;

function program(): string {
  bundled ??= buildSync({
    entryPoints: [join(root, "test/harness/load/generator.ts")],
    bundle: true,
    write: false,
    platform: "node",
    target: "node20",
    format: "cjs",
  }).outputFiles[0]?.text;
  return bundled ?? "";
}
