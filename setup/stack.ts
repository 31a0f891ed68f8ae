import { randomBytes } from "node:crypto";
import { copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { connect } from "../actions/docker";
import { systems } from "../systems";
import { withCertbot } from "../systems/certbot";
import type { System } from "../systems/system";
import { canListen } from "./canListen";
import type { Cli } from "./cli";
import { localStackFile, placesOf } from "./localStackFile";
import { root } from "./paths";
import { freePlace } from "./place";
import { ensureStandIns } from "./standIns";
import { takenSubnets } from "./subnets";

/** A stack that builds its images on this machine: `local`, or `local-<something>` beside it. */
export class LocalStack {
  readonly name: string;
  /** Name of its file in the project's folder. */
  readonly file: string;
  readonly #file: string;
  readonly #newSystem: string;

  /** Finds it, or lets it be made for a system, by default the first one. */
  constructor(name: string, system = Object.keys(systems)[0] ?? "") {
    this.name = name;
    this.#newSystem = system;
    this.file = `Pulumi.${name}.yaml`;
    this.#file = join(root, this.file);
  }

  /** Whether it has a file. */
  get exists(): boolean {
    return existsSync(this.#file);
  }

  /** Makes what is missing: its file, its place in the backend, its root key, and what stands in for secrets from outside. */
  async ensure(cli: Cli, say: (line: string) => void): Promise<void> {
    if (!this.exists) await this.#makeFile(say);
    const stacks: { name: string; current: boolean }[] = JSON.parse(await cli.read(["stack", "ls", "--json"]));
    // Where bin/pulumi is told no stack it means this one, or the first that there was.
    const beside = this.name !== "local" && stacks.some(({ current }) => current) ? ["--no-select"] : [];
    if (!stacks.some(({ name }) => name === this.name)) await cli.read(["stack", "init", this.name, ...beside]);
    if (this.#read("rootKey") === undefined) {
      const key = randomBytes(32).toString("hex");
      await cli.read(["config", "set", "--stack", this.name, "--secret", "rootKey"], key);
    }
    await ensureStandIns(cli, this, say);
  }

  /** Its Docker daemon. */
  get host(): string {
    return this.#read("host") ?? "unix:///var/run/docker.sock";
  }

  /** The name of the system that it runs. */
  get system(): string {
    return this.#read("system") ?? this.#newSystem;
  }

  /** That system, with what its file adds to it. Nothing for a name that no system has. */
  get declared(): System | undefined {
    const system = systems[this.system];
    return system && withCertbot(system, { mode: this.#read<{ readonly mode?: string }>("tls")?.mode });
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

  /** Versions of the secrets that its file says something of. */
  get versions(): Readonly<Record<string, number>> {
    return Object.fromEntries(Object.entries(this.secrets).map(([name, { version = 1 }]) => [name, Number(version)]));
  }

  /** Changes its file. */
  edit(change: (text: string) => string): void {
    writeFileSync(this.#file, change(readFileSync(this.#file, "utf8")));
  }

  /** `local` gets the file that this project has for it, and every other one a place that is free. */
  async #makeFile(say: (line: string) => void): Promise<void> {
    if (this.name === "local" && this.#newSystem === Object.keys(systems)[0])
      return copyFileSync(join(root, "setup", "Pulumi.local.yaml"), this.#file);
    const subnets = await takenSubnets(connect());
    const place = await freePlace({ places: placesOf(root), subnets, isFree: canListen });
    writeFileSync(this.#file, localStackFile(this.#newSystem, place));
    say(`${this.file} is made: ${this.#newSystem} on port ${place.port}, with the network ${place.subnet}`);
  }

  #read<T = string>(key: string): T | undefined {
    if (!this.exists) return undefined;
    const { config } = parse(readFileSync(this.#file, "utf8")) ?? {};
    return config?.[`roadstead:${key}`];
  }
}
