import * as pulumi from "@pulumi/pulumi";
import { digestOf } from "../render/digest";
import type { ServiceArgs } from "./service";

/** What the containers of a service are made from: a digest of each part, under the word that a system or a stack file has for it. */
export type Parts = Readonly<Record<string, string>>;

/** Every part here is known before anything exists, so that a preview can compare it. */
export function madeOf({ definition, image, environment, limits, secrets, configuration }: ServiceArgs): Parts {
  const { command, user, healthcheck, publish, capabilities, tmpfs, readOnlyRoot, stopGraceSeconds, volumes } =
    definition;
  const versions = (definition.secrets ?? []).map((mount) => {
    const secret = secrets[mount.name];
    return [mount, secret?.inPlace ? "current" : secret?.version];
  });
  const parts = {
    ...{ image: image.source, command, user, environment, memory: limits.memoryMiB, cpus: limits.cpus },
    ...{ healthcheck, publish, capabilities, tmpfs, readOnlyRoot, stopGraceSeconds, secrets: versions, volumes },
    configuration: configuration && definition.configuration?.path,
  };
  return Object.fromEntries(
    Object.entries(parts).map(([part, value]) => [part, digestOf(JSON.stringify(value) ?? "")]),
  );
}

const RECORD = "MADE_OF";

/** The parts as a variable of a command, which the state keeps until the next deploy. */
export const recordOf = (parts: Parts) => ({ [RECORD]: JSON.stringify(parts) });

/** Options of a command with that variable: a preview in which it runs again warns that the service restarts, and why. */
export function noticeOfRestart(service: string, parts: Parts, resource: pulumi.Resource): pulumi.ResourceOptions {
  if (!pulumi.runtime.isDryRun()) return {};
  const hook = new pulumi.ResourceHook(
    `${service}-restart`,
    ({ oldInputs: { environment } = {} }) =>
      pulumi.log.warn(restartNotice(service, environment?.[RECORD], parts), resource),
    { onDryRun: true },
  );
  return { hooks: { beforeUpdate: [hook] } };
}

/** What a preview says of a service with data of its own that gets a new container. */
export function restartNotice(service: string, record: string | undefined, parts: Parts): string {
  const changed = record === undefined ? [] : changedParts(JSON.parse(record), parts);
  const why =
    changed.length > 0
      ? `its ${new Intl.ListFormat("en").format(changed)} ${changed.length > 1 ? "change" : "changes"}`
      : "its container is not the one that was deployed";
  return (
    `${service} restarts: ${why}. It stops before the new one starts, since its data has one writer; until that is healthy, ` +
    "what needs it waits or fails. Its volumes stay."
  );
}

/** The parts that differ, in the order of the newer ones. */
export const changedParts = (former: Parts, parts: Parts) =>
  Object.keys({ ...parts, ...former }).filter((part) => former[part] !== parts[part]);
