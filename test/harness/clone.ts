import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Document, parseDocument, stringify } from "yaml";
import { connect, type Docker } from "../../actions/docker";
import { root } from "../../setup/paths";
import { targetFlags, targetsOf } from "../../setup/targets";
import { systems } from "../../systems";
import { label } from "../../systems/labels";
import { partsOf } from "../../systems/surfaces";
import type { System } from "../../systems/system";
import { copyProject } from "./copyProject";
import { type Changes, readChanges } from "./engineEvents";
import { freePort } from "./freePort";
import { freeSubnet } from "./freeSubnet";
import { removeStack } from "./removeStack";
import { type Run, Running } from "./running";

export interface CloneOptions {
  /** Default: HoneyChat. */
  readonly system?: string;
  /** Settings of the stack file beside the system, port and subnet, such as `{ environment: { api: { RELEASE: "v1" } } }`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Services, jobs and static volumes that it runs. Default: all or, of HoneyChat, the core, which is quick to start. */
  readonly parts?: readonly string[] | "all";
}

const CORE = ["api", "bot", "celery_worker", "celery_beat", "postgres", "redis"];

export interface PulumiOptions {
  /** Seconds after which the engine and all that it started are killed. Default: 300. */
  readonly timeout?: number;
  /** Return a failed run instead of throwing. Default: false. */
  readonly allowFailure?: boolean;
  /** Surface to deploy alone, as `npm start -- --only` does. Default: everything. */
  readonly only?: string;
  /** The engine's `--target` patterns, beside those of the surface. Default: none. */
  readonly targets?: readonly string[];
}

/** An update, with what it changed. */
export interface Update extends Run {
  readonly changes: Changes;
}

/** A container of the clone's stack. */
export interface StackContainer {
  readonly id: string;
  readonly name: string;
  readonly service: string;
  /** Docker's state: `created`, `running`, `exited`, ... */
  readonly state: string;
  /** Id of the image. */
  readonly image: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A copy of the project in a temporary folder, with a backend, stack, port and subnet of its own: a test may edit its sources
 * and stack file, and disturbs no other stack of the machine.
 */
export class Clone {
  readonly folder: string;
  readonly stack: string;
  readonly url: string;
  /** Where it answers by HTTPS, with `tls` among its settings. */
  readonly secureUrl: string;
  readonly docker: Docker = connect();
  readonly #system: System;
  readonly #commands: Running[] = [];
  #updates = 0;

  /** Copies the project and writes the stack's file; nothing runs yet. */
  static async make(options: CloneOptions = {}): Promise<Clone> {
    const [http, https, subnet] = [await freePort(), await freePort(), await freeSubnet(connect())];
    const { system = "honeychat", parts = system === "honeychat" ? CORE : "all" } = options;
    const clone = new Clone({ http, https }, systems[system] as System);
    await copyProject(root, clone.folder);
    const without = partsBut(clone.#system, parts);
    const settings = { system, without, ports: { http, https }, subnet, ...options.settings };
    const config = Object.fromEntries(Object.entries(settings).map(([key, value]) => [`roadstead:${key}`, value]));
    writeFileSync(clone.#stackFile, stringify({ config }));
    return clone;
  }

  private constructor({ http, https }: { readonly http: number; readonly https: number }, system: System) {
    this.#system = system;
    this.stack = `local-${randomBytes(3).toString("hex")}`;
    this.folder = mkdtempSync(join(tmpdir(), `roadstead-${this.stack}-`));
    this.url = `http://127.0.0.1:${http}`;
    this.secureUrl = `https://127.0.0.1:${https}`;
  }

  get #stackFile(): string {
    return join(this.folder, `Pulumi.${this.stack}.yaml`);
  }

  /** What `npm start` does for the stack `local`: makes the stack and its root key, then deploys. */
  async start(options?: PulumiOptions): Promise<Update> {
    await this.init();
    return this.up(options);
  }

  /** Makes the stack, its root key and values for secrets that come from outside, and deploys nothing. */
  async init(): Promise<void> {
    await this.pulumi(["stack", "init", this.stack]);
    await this.pulumi(["config", "set", "--secret", "rootKey", randomBytes(32).toString("hex")]);
    for (const [name, { kind }] of Object.entries(this.#system.secrets)) {
      if (kind === "provided") await this.provide(name, randomBytes(12).toString("hex"));
    }
  }

  /** Sets the value of a secret that comes from outside. */
  async provide(secret: string, value: string): Promise<void> {
    await this.pulumi(["config", "set", "--secret", "--path", `secrets.${secret}.value`, value]);
  }

  /** Runs `bin/pulumi` and waits for its end; throws with its output when it fails, unless that is allowed. */
  async pulumi(args: readonly string[], { timeout = 300, allowFailure = false }: PulumiOptions = {}): Promise<Run> {
    const run = await this.begin(args, timeout).done;
    if (run.exitCode === 0 || allowFailure) return run;
    throw new Error(`pulumi ${args.join(" ")} ended with exit code ${run.exitCode}:\n${run.output}`);
  }

  /** Deploys. */
  async up(options: PulumiOptions = {}): Promise<Update> {
    const log = this.#nextLog();
    const { only, targets = [] } = options;
    const patterns = only ? targetsOf(this.#system, partsOf(this.#system, only), {}) : [];
    const run = await this.pulumi([...upWith(log), ...targetFlags([...patterns, ...targets])], options);
    return { ...run, changes: changesIn(log) };
  }

  /** Runs an npm script, such as `start`, for the clone's stack; throws with its output when it fails. */
  async script(name: string, args: readonly string[] = [], timeout = 300): Promise<Run> {
    const words = [join(this.folder, "bin", "run.cjs"), name, "--stack", this.stack, ...args];
    const run = await this.#begin([process.execPath, ...words], timeout).done;
    if (run.exitCode === 0) return run;
    throw new Error(`npm ${name} ended with exit code ${run.exitCode}:\n${run.output}`);
  }

  /** Starts `bin/pulumi` and returns while it runs, for tests that disturb it. */
  begin(args: readonly string[], timeout = 300): Running {
    return this.#begin([join(this.folder, "bin", "pulumi"), ...args], timeout);
  }

  /** Starts a deploy and returns while it runs; `changes` tells what it has done so far. */
  beginUp(timeout = 300): { readonly running: Running; changes(): Changes } {
    const log = this.#nextLog();
    return { running: this.begin(upWith(log), timeout), changes: () => changesIn(log) };
  }

  /** Sets a value of the stack's file, such as `environment.api.RELEASE`, as a person with an editor does. */
  set(path: string, value: string | readonly string[]): void {
    this.#editStackFile((file) => file.setIn(placeOf(path), value));
  }

  /** Removes a value of the stack's file. */
  unset(path: string): void {
    this.#editStackFile((file) => file.deleteIn(placeOf(path)));
  }

  #editStackFile(change: (file: Document) => void): void {
    const file = parseDocument(readFileSync(this.#stackFile, "utf8"));
    change(file);
    writeFileSync(this.#stackFile, file.toString());
  }

  /** Writes a file of the copy, in folders that are made where they are missing. */
  write(file: string, text: string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }

  /** Changes a file of the copy; throws when the change leaves it as it was. */
  edit(file: string, change: (text: string) => string): void {
    const path = join(this.folder, file);
    const before = readFileSync(path, "utf8");
    const after = change(before);
    if (after === before) throw new Error(`the edit of ${file} changes nothing; look at the text it searches for`);
    writeFileSync(path, after);
  }

  /** All containers of the stack, running or not, by service and name. */
  async containers(service?: string): Promise<StackContainer[]> {
    const filters = { label: [`${label.stack}=${this.stack}`, ...(service ? [`${label.service}=${service}`] : [])] };
    const found = await this.docker.listContainers({ all: true, filters });
    return found
      .map(({ Id, Names, Labels, State, ImageID }) => ({
        id: Id,
        name: (Names[0] ?? "").slice(1),
        service: Labels[label.service] ?? "",
        state: State,
        image: ImageID,
        labels: Labels,
      }))
      .sort((a, b) => `${a.service} ${a.name}`.localeCompare(`${b.service} ${b.name}`));
  }

  /**
   * Ends what the clone still runs and removes all that it made: containers, networks, volumes, images, the folder. The images'
   * layers stay for the next clone's builds, unless told otherwise.
   */
  async destroy(layers: "keep" | "remove" = "keep"): Promise<void> {
    for (const command of this.#commands) command.kill();
    await Promise.all(this.#commands.map((command) => command.gone()));
    await removeStack(this.docker, this.stack, layers);
    rmSync(this.folder, { recursive: true, force: true });
  }

  #begin(command: readonly [string, ...string[]], timeout: number): Running {
    const running = new Running(command, { cwd: this.folder, env: plainEnvironment(), timeout });
    this.#commands.push(running);
    return running;
  }

  #nextLog(): string {
    return join(this.folder, ".roadstead", `events-${++this.#updates}.json`);
  }
}

function partsBut({ services, jobs, staticVolumes }: System, parts: readonly string[] | "all"): string[] {
  const all = Object.keys({ ...services, ...jobs, ...staticVolumes });
  return all.filter((part) => parts !== "all" && !parts.includes(part));
}

/** `environment.api.RELEASE` > where it stands in the file. */
function placeOf(path: string): string[] {
  const [first, ...rest] = path.split(".");
  return ["config", `roadstead:${first}`, ...rest];
}

const upWith = (log: string) => ["up", "--yes", "--skip-preview", "--event-log", log];

const changesIn = (log: string) => readChanges(existsSync(log) ? readFileSync(log, "utf8") : "");

/** This process's environment without what would lead the engine to another backend or colour its output; with `--event-log`. */
function plainEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI_|VITEST|NODE_ENV$|NODE_OPTIONS$|FORCE_COLOR$)/.test(name),
  );
  return { ...Object.fromEntries(kept), NO_COLOR: "1", PULUMI_DEBUG_COMMANDS: "1" };
}
