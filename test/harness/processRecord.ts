import { readdirSync, readFileSync } from "node:fs";

const INTERVAL_MS = 20;
/** A process that has just begun may still become another program, which a container's takes a second for on a busy machine. */
const LOOKS = 50;

/** What processes of this machine and of its containers had as arguments and variables while it ran. */
export class ProcessRecord {
  readonly #texts = new Set<string>();
  readonly #looks = new Map<string, number>();
  readonly #timer = setInterval(() => this.#look(), INTERVAL_MS);

  /** Ends it. Each text once: a process's arguments or variables. */
  stop(): string[] {
    this.#look();
    clearInterval(this.#timer);
    return [...this.#texts];
  }

  #look(): void {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
      const looks = this.#looks.get(pid) ?? 0;
      if (looks === LOOKS) continue;
      this.#looks.set(pid, looks + 1);
      for (const file of ["cmdline", "environ"]) {
        const text = read(`/proc/${pid}/${file}`);
        if (text) this.#texts.add(text.replaceAll("\0", "\n"));
      }
    }
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
