import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { systems } from "../systems";
import type { Cli } from "./cli";
import { root } from "./paths";

/** A stack that builds its images on this machine: `local`, or `local-<something>` beside it. */
export class LocalStack {
  readonly name: string;
  /** Name of its file in the project's folder. */
  readonly file: string;
  readonly #file: string;

  constructor(name: string) {
    this.name = name;
    this.file = `Pulumi.${name}.yaml`;
    this.#file = join(root, this.file);
  }

  /** Whether it has a file. */
  get exists(): boolean {
    return existsSync(this.#file);
  }

  /** Makes what is missing: its file from the template, its place in the backend, its root key. */
  async ensure(cli: Cli): Promise<void> {
    if (!this.exists) copyFileSync(join(root, "setup", "Pulumi.local.yaml"), this.#file);
    const stacks: { name: string }[] = JSON.parse(await cli.read(["stack", "ls", "--json"]));
    if (!stacks.some(({ name }) => name === this.name)) await cli.read(["stack", "init", this.name]);
    if (this.#read("rootKey") !== undefined) return;
    await cli.read(["config", "set", "--stack", this.name, "--secret", "rootKey", randomBytes(32).toString("hex")]);
  }

  /** Its Docker daemon. */
  get host(): string {
    return this.#read("host") ?? "unix:///var/run/docker.sock";
  }

  /** The name of the system that it runs. */
  get system(): string {
    return this.#read("system") ?? Object.keys(systems)[0] ?? "";
  }

  /** Images that its file names, by service or static volume. */
  get images(): Readonly<Record<string, string>> {
    return this.#read("images") ?? {};
  }

  /** Services and static volumes that it leaves out. */
  get without(): readonly string[] {
    return this.#read("without") ?? [];
  }

  /** Secrets that its file says something of, by name; values are encrypted. */
  get secrets(): Readonly<Record<string, { readonly version?: number; readonly value?: unknown }>> {
    return this.#read("secrets") ?? {};
  }

  /** Changes its file. */
  edit(change: (text: string) => string): void {
    writeFileSync(this.#file, change(readFileSync(this.#file, "utf8")));
  }

  #read<T = string>(key: string): T | undefined {
    if (!this.exists) return undefined;
    const { config } = parse(readFileSync(this.#file, "utf8")) ?? {};
    return config?.[`roadstead:${key}`];
  }
}
