import * as pulumi from "@pulumi/pulumi";
import { parseSettings } from "./parse";
import { SettingsError } from "./problems";
import { setRootKey } from "./secretValues";
import type { Settings } from "./settings";
import { ownKey, unravel } from "./unravel";

/** A stack's settings with the secret values that they rest on. */
export interface StackSettings extends Settings {
  /** Generated secrets derive from it. Unknown while it is not set, which a preview allows, or a system that generates none. */
  readonly rootKey: pulumi.Output<string>;
  /** Private key of a given certificate. */
  readonly tlsKey?: pulumi.Output<string>;
  /** Values of the secrets that come from outside, by version: the present one, and former ones that the file keeps. */
  readonly provided: Readonly<Record<string, ReadonlyMap<number, pulumi.Output<string>>>>;
}

/** Reads the stack's file as the engine passes it on, and ends the program with all that is wrong with it. */
export function readSettings(): StackSettings {
  const config = pulumi.runtime.allConfig();
  const settings = checked(pulumi.getStack(), config);
  for (const warning of settings.warnings) pulumi.log.warn(warning);
  const { rootKey, secrets = {}, tls } = unravel(config) as Confidential;
  const provided = Object.entries(secrets).flatMap(([name, { version = 1, value, former = [] }]) =>
    value === undefined ? [] : [[name, secretValues([...former, { version, value }])] as const],
  );
  return {
    ...settings,
    rootKey: pulumi.secret(rootKey ?? awaited(settings)),
    ...(tls?.key ? { tlsKey: pulumi.secret(tls.key) } : {}),
    provided: Object.fromEntries(provided),
  };
}

/** The secret part of a stack file, in the form that its schema has let pass. */
interface Confidential {
  readonly rootKey?: string;
  readonly tls?: { readonly key?: string };
  readonly secrets?: Readonly<Record<string, Partial<Version> & { readonly former?: readonly Version[] }>>;
}

interface Version {
  readonly version: number;
  readonly value: string;
}

const secretValues = (versions: readonly Version[]) =>
  new Map(versions.map(({ version, value }) => [Number(version), pulumi.secret(value)]));

function checked(stack: string, config: Record<string, string>): Settings {
  try {
    return parseSettings(stack, config, { preview: pulumi.runtime.isDryRun(), encrypted: encryptedKeys() });
  } catch (error) {
    // A RunError is shown without a stack trace.
    throw error instanceof SettingsError ? new pulumi.RunError(error.message) : error;
  }
}

/** The language host's own note on which keys hold something encrypted; the SDK has no public name for it. */
function encryptedKeys(): ReadonlySet<string> | undefined {
  const note = process.env.PULUMI_CONFIG_SECRET_KEYS;
  if (!note) return undefined;
  const names: string[] = JSON.parse(note) ?? [];
  return new Set(names.map(ownKey).filter((key) => key !== undefined));
}

/** Stands for a root key that is still to be set. */
function awaited({ stack, secrets }: Settings): string {
  if (Object.values(secrets).some(({ kind }) => kind === "generated")) {
    pulumi.log.warn(
      `roadstead:rootKey is missing, and \`up\` refuses to go without. Set it: ${setRootKey({ stack, path: [] })}`,
    );
  }
  return pulumi.unknown as unknown as string;
}
