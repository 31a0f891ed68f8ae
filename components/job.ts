import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import type { JobRun } from "../actions/job";
import { label } from "../systems/labels";
import type { Job as Definition } from "../systems/system";
import { runAction } from "./action";
import { createContainer } from "./container";
import type { Network } from "./network";
import { graceOf, type ProcessArgs, processOf } from "./process";

export interface JobArgs extends ProcessArgs {
  definition: Definition;
  network: Network;
  /** Docker daemon. */
  host: pulumi.Input<string>;
  /** What must have been let in, or have completed, before it runs. */
  after: pulumi.Resource[];
}

/** A process that runs to completion, again only when its container is another one or when it has failed. */
export class Job extends pulumi.ComponentResource {
  constructor(name: string, args: JobArgs, opts?: pulumi.ComponentResourceOptions) {
    super("roadstead:index:Job", name, {}, opts);
    const { stack, definition, host, after } = args;
    const { id } = createContainer(name, containerArgs(name, args), this);
    const { tries = 3, backoffSeconds = 2 } = definition;
    const bounds = {
      tries,
      backoffSeconds,
      timeoutSeconds: timeoutOf(definition),
      stopGraceSeconds: graceOf(definition),
    };
    const input = id.apply((container): JobRun => ({ stack, job: name, container, ...bounds }));
    new command.local.Command(`${name}-run`, runAction("job", host, input), {
      parent: this,
      // Without this edge it could run before the database that it works on.
      dependsOn: after,
    });
    this.registerOutputs({});
  }
}

const timeoutOf = ({ timeoutSeconds = 300 }: Definition) => timeoutSeconds;

function containerArgs(name: string, args: JobArgs) {
  const { volumes, ...process } = processOf(name, args);
  return {
    ...process,
    restarts: false,
    // A run that was stopped for its time must not pass for a success when there is more time.
    labels: { [label.timeout]: String(timeoutOf(args.definition)) },
    attachments: { networksAdvanced: [{ name: args.network.dockerName }], volumes },
  };
}
