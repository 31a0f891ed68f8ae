import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { local } from "@pulumi/command";
import { execa } from "execa";
import { ensureEngine } from "../../setup/engine";
import { root } from "../../setup/paths";

/** Commands by name; an environment value `@name` is the named command's stdout, `!text` a secret. */
export type Commands = Record<string, Plain<local.CommandArgs>>;

type Plain<T> = { [K in keyof T]: T[K] | string | string[] | Record<string, string> | boolean };

const program = `
const command = require("@pulumi/command");
const pulumi = require("@pulumi/pulumi");
const made = {};
const value = (text) =>
  text.startsWith("@") ? made[text.slice(1)].stdout : text.startsWith("!") ? pulumi.secret(text.slice(1)) : text;
for (const [name, args] of Object.entries(require("./commands.json"))) {
  const environment = Object.entries(args.environment ?? {}).map(([key, text]) => [key, value(text)]);
  made[name] = new command.local.Command(name, { ...args, environment: Object.fromEntries(environment) });
  exports[name] = made[name].stdout;
}
`;

/** A Pulumi project in a temporary folder that has nothing but local commands. */
export class Project {
  readonly folder = mkdtempSync(join(tmpdir(), "commands-"));
  private readonly state = mkdtempSync(join(tmpdir(), "commands-state-"));
  private pulumi = "";

  async create(): Promise<void> {
    this.pulumi = (await ensureEngine(() => {})).pulumi;
    this.write("package.json", JSON.stringify({ name: "commands", version: "1.0.0", main: "program.cjs" }));
    this.write("Pulumi.yaml", "name: commands\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n");
    this.write("program.cjs", program);
    symlinkSync(join(root, "node_modules"), join(this.folder, "node_modules"));
    await this.run(["stack", "init", "test"]);
  }

  /** Deploys exactly these commands, and returns what the engine printed. */
  async up(commands: Commands): Promise<{ failed: boolean; output: string }> {
    this.write("commands.json", JSON.stringify(commands));
    return this.run(["up", "--yes", "--skip-preview", "--stack", "test"]);
  }

  async preview(commands: Commands): Promise<{ failed: boolean; output: string }> {
    this.write("commands.json", JSON.stringify(commands));
    return this.run(["preview", "--stack", "test"]);
  }

  /** Each command's stdout. */
  async outputs(): Promise<Record<string, string>> {
    return JSON.parse((await this.run(["stack", "output", "--json", "--stack", "test"])).output);
  }

  /** The stack's state as it is stored. */
  async stored(): Promise<string> {
    return (await this.run(["stack", "export", "--stack", "test"])).output;
  }

  /** The text of a file that a command wrote, empty where there is none. */
  read(file: string): string {
    try {
      return readFileSync(join(this.folder, file), "utf8");
    } catch {
      return "";
    }
  }

  remove(): void {
    for (const folder of [this.folder, this.state]) rmSync(folder, { recursive: true });
  }

  private write(file: string, text: string): void {
    writeFileSync(join(this.folder, file), text);
  }

  private async run(args: string[]): Promise<{ failed: boolean; output: string }> {
    const { all, failed } = await execa(this.pulumi, args, {
      all: true,
      cwd: this.folder,
      reject: false,
      env: { PULUMI_BACKEND_URL: `file://${this.state}`, PULUMI_CONFIG_PASSPHRASE: "test" },
    });
    return { failed, output: all };
  }
}
