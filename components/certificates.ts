import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { TlsSettings } from "../settings/settings";
import { CERTBOT, CERTBOT_FOLDER } from "../systems/certbot";
import { CERTIFICATES_HOME, CHALLENGES } from "../systems/certificates";
import type { ProxyKind } from "../systems/system";
import { runAction } from "./action";
import type { Image } from "./image";
import type { Volume } from "./volume";

export interface CertificatesArgs {
  stack: string;
  kind: ProxyKind;
  tls: TlsSettings;
  /** Private key of a given certificate. */
  key?: pulumi.Output<string> | undefined;
  volume: Volume;
  /** Has the shell that works on the volume: the proxy's image. */
  tool: Image;
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/**
 * The certificates of the stack on a volume. One that is issued here or given has a folder of its own, so that another one is
 * another configuration of the proxy; those of an ACME authority come and change while the proxy runs.
 */
export class Certificates extends pulumi.ComponentResource {
  /** Where the proxy has them. */
  readonly mount: { volumeName: pulumi.Output<string>; containerPath: string; readOnly: boolean };
  /** Folder of the one that is to be served, or of what the proxy keeps of its own. */
  readonly folder: pulumi.Output<string>;

  constructor(name: string, args: CertificatesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Certificates", name, {}, opts);
    const { stack, tls, volume, tool, host } = args;
    const input = { stack, volume: volume.dockerName, tool: tool.imageId, names: tls.names, ...sourceOf(args) };
    this.folder = new command.local.Command(name, runAction("certificate", host, input), { parent: this }).stdout;
    const readOnly = !asksItself(args);
    this.mount = { volumeName: volume.dockerName, containerPath: CERTIFICATES_HOME, readOnly };
    this.registerOutputs({ folder: this.folder });
  }
}

const asksItself = ({ kind, tls }: Pick<CertificatesArgs, "kind" | "tls">) => kind === "caddy" && tls.mode === "acme";

function sourceOf(args: CertificatesArgs) {
  const { certificate, mode, root } = args.tls;
  if (mode === "files") return { certificate, key: args.key };
  if (mode === "internal") return {};
  return asksItself(args)
    ? { room: { folder: "caddy", owned: ["caddy"], ...(root ? { root } : {}) } }
    : { room: { folder: CERTBOT_FOLDER, owned: [CERTBOT, CHALLENGES] } };
}
