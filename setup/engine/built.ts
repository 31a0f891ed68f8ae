import { chmodSync, mkdirSync, readFileSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { root } from "../paths";
import { engines, fillOnce } from "./cached";
import { goBuild } from "./goBuild";
import { pruneBuilt } from "./prune";
import { digestOf } from "./sources";
import { pinned } from "./version";

const sources = join(root, "engine");
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";

/** Where the engine that `engine/` describes is kept: an edit there is another engine. */
export const builtFolder = () => join(engines, `v${pinned}-built-${digestOf(sources)}`);

/** Builds the engine from its Go modules, and returns its folder. */
export async function builtEngine(say: (detail: string) => void, unreachable: string): Promise<string> {
  const folder = builtFolder();
  await fillOnce(folder, say, async (draft) => {
    const output = join(draft, "lib");
    mkdirSync(output);
    const build = { output, say, unreachable };
    await goBuild({
      ...build,
      name: "pulumi",
      module: sources,
      packages: ["github.com/pulumi/pulumi/pkg/v3/cmd/pulumi", "./pulumi-language-nodejs", "./pulumi-resource-command"],
      variables: { [versionVariable]: `v${pinned}` },
    });
    await goBuild({
      ...build,
      name: "its Docker provider",
      module: join(sources, "pulumi-resource-docker"),
      packages: ["."],
      variables: {},
    });
    placeProvider(draft, "command");
    await writeSchema(placeProvider(draft, "docker"));
    shareWorkspaces(draft);
    placeLauncher(draft, folder);
  });
  pruneBuilt(engines, folder);
  return folder;
}

/** A provider in the plugin folder of a Pulumi home, under the version that its npm package asks for, is found without a warning. */
function placeProvider(draft: string, provider: string): string {
  const plugin = join(draft, "home", "plugins", `resource-${provider}-v${providerVersion(provider)}`);
  mkdirSync(plugin, { recursive: true });
  const program = `pulumi-resource-${provider}`;
  renameSync(join(draft, "lib", program), join(plugin, program));
  return plugin;
}

async function writeSchema(plugin: string): Promise<void> {
  const { stdout } = await execa(join(plugin, "pulumi-resource-docker"), ["--schema"]);
  writeFileSync(join(plugin, "schema.json"), stdout);
}

function providerVersion(provider: string): string {
  const manifest = readFileSync(join(root, "node_modules", "@pulumi", provider, "package.json"), "utf8");
  return (JSON.parse(manifest) as { pulumi: { version: string } }).pulumi.version;
}

/** The stack that is selected in each clone is kept beside the engines: a rebuilt one still knows it. */
function shareWorkspaces(draft: string): void {
  const shared = join(engines, "workspaces");
  mkdirSync(shared, { recursive: true });
  symlinkSync(shared, join(draft, "home", "workspaces"));
}

/** `bin/pulumi` runs the CLI with its providers wherever it is called from; a user's own PULUMI_HOME has none of them. */
function placeLauncher(draft: string, folder: string): void {
  const launcher = join(draft, "bin", "pulumi");
  mkdirSync(join(draft, "bin"));
  writeFileSync(
    launcher,
    `#!/bin/sh
export PULUMI_HOME=${quoted(join(folder, "home"))} PULUMI_SKIP_UPDATE_CHECK=true
exec ${quoted(join(folder, "lib", "pulumi"))} "$@"
`,
  );
  chmodSync(launcher, 0o755);
}

const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
