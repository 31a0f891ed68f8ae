import { execa } from "execa";
import { engineEnvironment } from "./backend";
import type { Engine } from "./engine";
import { root } from "./paths";

/** The engine's command line, with the clone's backend and passphrase. */
export class Cli {
  readonly #engine: Engine;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Runs a verb on this process's terminal and returns its exit code. Signals reach it by the terminal or are passed on. */
  async run(args: readonly string[]): Promise<number> {
    const running = execa(this.#engine.pulumi, args, { ...this.#options(), stdio: "inherit", reject: false });
    for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, () => running.kill(signal));
    process.on("SIGINT", () => {});
    const { exitCode } = await running;
    return exitCode ?? 1;
  }

  /**
   * Runs a verb and returns what it prints on standard output; throws with its messages when it fails. The input, such as a
   * secret value, reaches it in no list of processes.
   */
  async read(args: readonly string[], input = ""): Promise<string> {
    const { stdout } = await execa(this.#engine.pulumi, args, { ...this.#options(), input });
    return stdout;
  }

  #options() {
    return { env: engineEnvironment(this.#engine), extendEnv: false, cwd: root } as const;
  }
}
