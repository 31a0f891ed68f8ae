import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { Cutover as CutoverInput } from "../actions/cutover";
import { renderCaddyfile } from "../render/caddy";
import { digestOf } from "../render/digest";
import { renderNginx } from "../render/nginx";
import { drainOf, type SiteTls } from "../render/site";
import { FORWARDER, PROXY } from "../systems/entrance";
import type { ProxyKind } from "../systems/system";
import { updateOrder } from "../systems/updateOrder";
import { runAction } from "./action";
import type { Forwarder } from "./forwarder";
import type { Host } from "./host";
import type { Proxy } from "./proxy";
import { REPLACED_GRACE_SECONDS } from "./proxyContainer";
import { entranceNotice, noticeOfRestart, recordOf } from "./restart";
import type { Service } from "./service";

export interface CutoverArgs {
  stack: string;
  host: Host;
  network: { name: pulumi.Input<string>; subnet: string };
  proxy: Proxy;
  /** What stands before the proxy. Left out: the proxy itself owns the host's ports. */
  forwarder?: Forwarder | undefined;
  kind: ProxyKind;
  site: Omit<CutoverInput["site"], "tls">;
  /** How the proxy answers HTTPS. Left out: it answers plain HTTP. */
  tls?: (Omit<SiteTls, "folder"> & { folder: pulumi.Input<string> }) | undefined;
  /** Services behind the proxy, all of them admitted. */
  routed: Service[];
  /** Services that begin to work with the release. */
  workers: Service[];
  /** What must stand before traffic moves: admitted services, jobs, configurations, and static releases that pages ask for. */
  ready: pulumi.Resource[];
}

/** The moment the release begins to serve: one transaction that moves every service or none. */
export class Cutover extends pulumi.ComponentResource {
  constructor(name: string, args: CutoverArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Cutover", name, {}, opts);
    const input = {
      stack: args.stack,
      network: args.network,
      proxy: args.proxy.wanted,
      ...(args.forwarder ? { forwarder: args.forwarder.wanted } : {}),
      kind: args.kind,
      site: { ...args.site, ...(args.tls ? { tls: args.tls } : {}) },
      text: textDigest(args),
      routed: args.routed.map((service) => routedOf(service, args.site)),
      workers: args.workers.map(workerOf),
    };
    const { madeOf } = args.forwarder ?? args.proxy;
    const entrance = args.forwarder ? FORWARDER : PROXY;
    new command.local.Command(name, runAction("cutover", args.host.address, input, recordOf(madeOf)), {
      parent: this,
      // Without this edge traffic could move to a container that has not answered yet.
      dependsOn: args.ready,
      ...noticeOfRestart(name, madeOf, this, (changed) => entranceNotice(entrance, changed, REPLACED_GRACE_SECONDS)),
    });
    this.registerOutputs({});
  }
}

/** Digest of what the proxy is told, but for addresses and the folder of a certificate. */
export const textDigest = ({ kind, site, routed, tls }: Pick<CutoverArgs, "kind" | "site" | "routed" | "tls">) => {
  const upstreams = routed.map(({ serviceName, definition }) => ({
    service: serviceName,
    port: definition.http?.port ?? 0,
    addresses: [],
  }));
  const known = { ...site, upstreams, release: "", ...(tls ? { tls: { ...tls, folder: "" } } : {}) };
  const text = kind === "caddy" ? renderCaddyfile(known) : renderNginx({ ...known, brotli: false });
  return digestOf(text);
};

function routedOf(
  { serviceName, definition, containerIds }: Service,
  site: CutoverArgs["site"],
): pulumi.Output<CutoverInput["routed"][number]> {
  const { port, healthPath } = definition.http ?? { port: 0, healthPath: "" };
  const path = definition.readiness?.path ?? healthPath;
  return containerIds.apply((containers) => ({
    service: serviceName,
    containers,
    port,
    healthPath: path,
    drainSeconds: drainOf(site, serviceName),
  }));
}

function workerOf({ wanted, definition }: Service): pulumi.Output<CutoverInput["workers"][number]> {
  return wanted.apply((worker) => ({ ...worker, order: updateOrder(definition) }));
}
