import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { label } from "../systems/labels";
import type { SecretReader } from "../systems/secretMount";
import { keptVersions, VERSIONS_KEPT, versionsNotation } from "../systems/secretVersions";
import type { Account, Secret as Definition } from "../systems/system";
import { runAction } from "./action";
import { generatedText } from "./derivedValue";

export interface SecretArgs {
  stack: string;
  definition: Definition;
  /** Counts up from 1; a bump makes a new value (generated) or tells that the value is new (provided). */
  version: number;
  /** Hexadecimal key that generated values derive from. */
  rootKey: pulumi.Input<string>;
  /** Values of a provided secret by version, among them the newest. */
  provided?: ReadonlyMap<number, pulumi.Input<string>> | undefined;
  /** Who reads it in the containers. */
  readers: readonly SecretReader[];
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/**
 * A secret in its newest version. Each of the newest three that there are has a Docker volume `<stack>_<secret>_<version>` of its
 * own; a superuser's password has one that every version writes to, so that its server need not be replaced.
 */
export class Secret extends pulumi.ComponentResource {
  readonly secretName: string;
  readonly version: number;
  readonly readers: readonly SecretReader[];
  /** The user whose password it is. */
  readonly account: Account | undefined;
  /** Whether a new version changes the files in place, and replaces no container. */
  readonly inPlace: boolean;
  readonly value: pulumi.Output<string>;
  /** Docker's name of the version's volume. */
  readonly volumeName: pulumi.Output<string>;

  constructor(name: string, args: SecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Secret", name, {}, opts);
    const { stack, version, readers, definition } = args;
    this.secretName = name;
    this.version = version;
    this.readers = readers;
    this.account = definition.kind === "generated" ? definition.account : undefined;
    this.inPlace = this.account?.superuser === true;
    const versions = versionsOf(name, args).map(([number, value]) => ({
      version: number,
      volume: this.#volume(stack, this.inPlace ? "current" : number).name,
      value,
    }));
    const newest = versions.at(-1) as (typeof versions)[number];
    this.value = newest.value;
    this.volumeName = newest.volume;
    const input = { stack, secret: name, versions, readers, ring: isRing(definition), inPlace: this.inPlace };
    new command.local.Command(`${name}-file`, runAction("secret", args.host, input), { parent: this });
    this.registerOutputs({ volumeName: this.volumeName });
  }

  #volume(stack: string, version: number | "current"): docker.Volume {
    const name = this.secretName;
    const held = version === "current" ? name : versionsNotation([[name, version]]);
    const labels = [
      { label: label.stack, value: stack },
      { label: label.secrets, value: held },
    ];
    return new docker.Volume(`${name}-${version}`, { name: `${stack}_${name}_${version}`, labels }, { parent: this });
  }
}

const isRing = (definition: Definition) => definition.kind === "generated" && definition.ring === true;

/** The versions that have a value, oldest first: those of a generated secret derive, those of a provided one were given. */
function versionsOf(name: string, args: SecretArgs): [number, pulumi.Output<string>][] {
  const { definition, version, rootKey, provided } = args;
  if (definition.kind === "provided") return newestOf(provided ?? new Map(), version);
  const versions = definition.account?.superuser ? [version] : keptVersions(version);
  return versions.map((each) => [
    each,
    pulumi.secret(pulumi.output(rootKey).apply((key) => generatedText(key, name, each, definition))),
  ]);
}

const newestOf = (values: ReadonlyMap<number, pulumi.Input<string>>, newest: number) =>
  [...values]
    .filter(([version]) => version <= newest)
    .sort(([a], [b]) => a - b)
    .slice(-VERSIONS_KEPT)
    .map(([version, value]): [number, pulumi.Output<string>] => [version, pulumi.secret(value)]);
