import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { ensureEngine } from "../../setup/engine";
import { declaredShapes } from "../harness/declared";
import { inputShapes, type PackageSchema, typeShapes } from "../harness/served";

// Whatever engine this machine has answers here, official or built; where there is none yet it is built first.
const minutes = 60_000;

const resources = [
  "BuildxBuilder",
  "Container",
  "Network",
  "Plugin",
  "RegistryImage",
  "RemoteImage",
  "Secret",
  "Service",
  "ServiceConfig",
  "Tag",
  "Volume",
];

describe("the engine's Docker provider", () => {
  it(
    "takes the inputs that @pulumi/docker declares, name by name and type by type",
    async () => {
      const schema = await schemaOf("docker");
      const served = inputShapes(schema);
      for (const resource of resources) {
        const file = resource.charAt(0).toLowerCase() + resource.slice(1);
        const expected = declared("docker", `${file}.d.ts`)[`${resource}Args`];
        expect(expected, resource).toBeDefined();
        expect(served[resource], resource).toEqual(expected);
      }
    },
    15 * minutes,
  );

  it(
    "takes the objects inside those inputs as @pulumi/docker declares them",
    async () => {
      const served = typeShapes(await schemaOf("docker"));
      const expected = declared("docker", "types/input.d.ts");
      const ours = Object.keys(expected).filter((name) => resources.some((resource) => name.startsWith(resource)));
      expect(ours.length).toBeGreaterThan(50);
      for (const name of ours) expect(served[name], name).toEqual(expected[name]);
    },
    15 * minutes,
  );
});

describe("the engine's command provider", () => {
  it(
    "takes the inputs that @pulumi/command declares for a local Command",
    async () => {
      const served = inputShapes(await schemaOf("command", "command:local:"));
      const expected = declared("command", "local/command.d.ts").CommandArgs;
      expect(expected).toHaveProperty("create", "string?");
      expect(served.Command).toEqual(expected);
    },
    15 * minutes,
  );
});

async function schemaOf(provider: string, module = ""): Promise<PackageSchema> {
  const engine = await ensureEngine(() => {});
  const manifest = readFileSync(join(packageFolder(provider), "package.json"), "utf8");
  const { version } = (JSON.parse(manifest) as { pulumi: { version: string } }).pulumi;
  const { stdout } = await execa(engine.pulumi, ["package", "get-schema", `${provider}@${version}`]);
  const schema = JSON.parse(stdout) as PackageSchema;
  expect(schema.version).toBe(version);
  const served = Object.entries(schema.resources).filter(([token]) => token.startsWith(module));
  return { ...schema, resources: Object.fromEntries(served) };
}

function declared(provider: string, file: string) {
  return declaredShapes(file, readFileSync(join(packageFolder(provider), file), "utf8"));
}

function packageFolder(provider: string): string {
  return dirname(createRequire(import.meta.url).resolve(`@pulumi/${provider}/package.json`));
}
