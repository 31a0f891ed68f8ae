import { dirname } from "node:path/posix";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { renderConfiguration } from "../render/configuration";
import { label } from "../systems/labels";
import type { Configuration as Definition } from "../systems/system";
import { runAction } from "./action";
import type { Image } from "./image";

export interface ConfigurationArgs {
  stack: string;
  definition: Definition;
  /** Values by key, the system's and the stack's put together. */
  entries: Readonly<Record<string, string>>;
  /** Has the shell that works on the volume: the proxy's image. */
  tool: Image;
  /** Docker daemon. */
  host: pulumi.Input<string>;
}

/** A service's configuration that its processes reread on a signal: a file on a volume of its own. */
export class Configuration extends pulumi.ComponentResource {
  /** Where a container has it. */
  readonly mount: { volumeName: pulumi.Output<string>; containerPath: string; readOnly: true };

  constructor(service: string, args: ConfigurationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Configuration", service, {}, opts);
    const { stack, definition, entries, tool, host } = args;
    const { path, signal, check, taken } = definition;
    const name = `${service}-configuration`;
    const volume = new docker.Volume(
      name,
      { name: `${stack}_${service}_configuration`, labels: [{ label: label.stack, value: stack }] },
      { parent: this },
    );
    const file = { path, signal, check, taken, patienceSeconds: 10, ...renderConfiguration(definition, entries) };
    const input = { stack, service, volume: volume.name, tool: tool.imageId, ...file };
    new command.local.Command(name, runAction("configure", host, input), { parent: this });
    this.mount = { volumeName: volume.name, containerPath: dirname(path), readOnly: true };
    this.registerOutputs({});
  }
}
