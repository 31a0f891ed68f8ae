import { type ChildProcess, spawn } from "node:child_process";
import { beganAt, commandLine, isAlive, processTree, signal } from "./processTree";

/** What became of a command. */
export interface Run {
  readonly exitCode: number;
  /** Standard output and error as they came. */
  readonly output: string;
  readonly seconds: number;
}

export interface RunOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Seconds after which the command and all that it started are killed. */
  readonly timeout: number;
}

const OUTPUT_AFTER_END_MS = 1000;

/** A command under way, at the head of a process group of its own, as a terminal would start it. */
export class Running {
  readonly pid: number;
  /** Settles when the command has ended; rejects when it took too long. */
  readonly done: Promise<Run>;
  readonly #child: ChildProcess;
  #output = "";
  #over = false;
  /** All processes that were ever seen below the command, and when each began: its number may be a stranger's by now. */
  readonly #known = new Map<number, string | undefined>();

  constructor(command: readonly [string, ...string[]], { cwd, env, timeout }: RunOptions) {
    const [program, ...args] = command;
    const started = performance.now();
    this.#child = spawn(program, args, { cwd, env, detached: true, stdio: ["ignore", "pipe", "pipe"] });
    this.pid = this.#child.pid ?? 0;
    if (this.#child.pid !== undefined) this.#known.set(this.#child.pid, beganAt(this.#child.pid));
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
      });
    }
    this.done = new Promise((resolve, reject) => {
      const late = setTimeout(() => {
        this.kill();
        reject(new Error(`${command.join(" ")}: not done after ${timeout} s; its output so far:\n${this.#output}`));
      }, timeout * 1000);
      this.#child.on("error", reject);
      this.#child.on("exit", (code) => {
        clearTimeout(late);
        const seconds = (performance.now() - started) / 1000;
        const finish = () => {
          this.#over = true;
          resolve({ exitCode: code ?? -1, output: this.#output, seconds });
        };
        this.#child.on("close", finish);
        // What outlives the command may hold its output open.
        setTimeout(finish, OUTPUT_AFTER_END_MS);
      });
    });
    this.done.catch(() => {});
  }

  /** Standard output and error so far. */
  get output(): string {
    return this.#output;
  }

  /** Waits until the command has printed a text; throws with its output when it ends or takes too long before it has. */
  async untilSaid(said: RegExp, seconds = 120): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (!said.test(this.#output)) {
      if (this.#over) throw new Error(`it ended before it printed ${said}:\n${this.#output}`);
      if (Date.now() > deadline) throw new Error(`${said} was not printed within ${seconds} s:\n${this.#output}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  /** The command's processes that are alive, also those that have outlived it, as far as they were seen while it ran. */
  get processes(): number[] {
    for (const root of this.#living) {
      for (const pid of processTree(root)) this.#known.set(pid, beganAt(pid));
    }
    return this.#living;
  }

  get #living(): number[] {
    return [...this.#known.keys()].filter((pid) => isAlive(pid) && beganAt(pid) === this.#known.get(pid));
  }

  /** The live process whose program has this name, such as `pulumi`. */
  find(program: string): number | undefined {
    return this.processes.find((pid) => commandLine(pid)[0]?.split("/").at(-1) === program);
  }

  /** Ctrl-C: SIGINT to the process group, as a terminal sends it. */
  interrupt(): void {
    if (this.processes.length > 0) signal(-this.pid, "SIGINT");
  }

  /** SIGKILL to one process by its program's name; what it has started goes on. Throws when there is none. */
  killOne(program: string): void {
    const pid = this.find(program);
    if (pid === undefined)
      throw new Error(`no process ${program} runs below ${this.pid}; output so far:\n${this.#output}`);
    signal(pid, "SIGKILL");
  }

  /** SIGKILL to the command and all that it has started. */
  kill(): void {
    for (const pid of this.processes) signal(pid, "SIGKILL");
  }

  /** Waits until nothing that the command has started is left. */
  async gone(seconds = 60): Promise<void> {
    const deadline = Date.now() + seconds * 1000;
    while (this.processes.length > 0) {
      if (Date.now() > deadline) {
        const left = this.processes.map((pid) => `${pid} ${commandLine(pid).join(" ")}`);
        throw new Error(`still running ${seconds} s after they were expected to end:\n${left.join("\n")}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
