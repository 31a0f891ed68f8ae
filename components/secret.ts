import { hkdfSync } from "node:crypto";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { label } from "../systems/labels";
import { runAction } from "./action";

export interface SecretArgs {
  stack: string;
  /** Counts up from 1; a bump makes a new value (generated) or tells that the value is new (provided). */
  version: number;
  /** Hexadecimal key that generated values derive from. */
  rootKey: pulumi.Input<string>;
  /** The value of a provided secret; without it the value is generated. */
  value?: pulumi.Input<string> | undefined;
  /** Numeric users that read it in their containers. */
  owners: readonly number[];
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

const VERSIONS_KEPT = 3;

/** A secret in its newest version. Each of the newest three has a Docker volume `<stack>_<secret>_<version>` of its own. */
export class Secret extends pulumi.ComponentResource {
  readonly secretName: string;
  readonly version: number;
  readonly value: pulumi.Output<string>;
  /** Docker's name of the version's volume. */
  readonly volumeName: pulumi.Output<string>;

  constructor(name: string, args: SecretArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Secret", name, {}, opts);
    this.secretName = name;
    this.version = args.version;
    const value = args.value ?? pulumi.output(args.rootKey).apply((key) => derive(key, name, args.version));
    this.value = pulumi.secret(value);
    const volumes = keptVersions(args.version).map((version) => this.#volume(name, version, args.stack));
    this.volumeName = (volumes.at(-1) as docker.Volume).name;
    const input = { stack: args.stack, volume: this.volumeName, value: this.value, owners: args.owners };
    new command.local.Command(`${name}-file`, runAction("secret", args.host, input), { parent: this });
    this.registerOutputs({ volumeName: this.volumeName });
  }

  #volume(name: string, version: number, stack: string): docker.Volume {
    const labels = [
      { label: label.stack, value: stack },
      { label: label.secrets, value: `${name}=${version}` },
    ];
    return new docker.Volume(`${name}-${version}`, { name: `${stack}_${name}_${version}`, labels }, { parent: this });
  }
}

/** The versions that stay on the host, oldest first. */
export const keptVersions = (newest: number) =>
  Array.from({ length: Math.min(newest, VERSIONS_KEPT) }, (_, age) => newest - age).reverse();

/** A version's generated value: 32 characters of base64url, from HKDF-SHA-256 over the root key. */
export function derive(rootKey: string, name: string, version: number): string {
  const bytes = hkdfSync("sha256", Buffer.from(rootKey, "hex"), "", `${name}/${version}`, 24);
  return Buffer.from(bytes).toString("base64url");
}
