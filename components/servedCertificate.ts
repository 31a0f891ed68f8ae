import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { runAction } from "./action";
import type { Proxy } from "./proxy";

export interface ServedCertificateArgs {
  stack: string;
  /** Host names that it is for. */
  names: readonly string[];
  proxy: Proxy;
  /** Whether a forwarder stands before it. */
  forwarded: boolean;
  /** Docker daemon. */
  host: pulumi.Input<string>;
  /** What must have moved before: the authority asks the proxy. */
  after: pulumi.Resource[];
}

/** The moment a certificate that an authority issues is there: the proxy has to answer that authority first. */
export class ServedCertificate extends pulumi.ComponentResource {
  constructor(name: string, args: ServedCertificateArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:ServedCertificate", name, {}, opts);
    const { stack, names, proxy, forwarded, host, after } = args;
    const input = { stack, names, proxy: proxy.wanted.containers, forwarded };
    // Without this edge it would wait for a certificate that nobody has been asked for.
    new command.local.Command(name, runAction("served-certificate", host, input), { parent: this, dependsOn: after });
    this.registerOutputs({});
  }
}
