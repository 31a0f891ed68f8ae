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
  return digests(parts);
}

/** A digest of each part. */
export const digests = (parts: Readonly<Record<string, unknown>>): Parts =>
  Object.fromEntries(Object.entries(parts).map(([part, value]) => [part, digestOf(JSON.stringify(value) ?? "")]));

/** The part that says what stands at the entrance, the proxy or a forwarder. */
export const ENTRANCE = "entrance";

const RECORD = "MADE_OF";

/** The parts as a variable of a command, which the state keeps until the next deploy. */
export const recordOf = (parts: Parts) => ({ [RECORD]: JSON.stringify(parts) });

/**
 * Options of a command with that variable: a preview in which it runs again warns of what `notice` says, which is told the parts
 * that have changed, and none where the former ones are not known.
 */
export function noticeOfRestart(
  name: string,
  parts: Parts,
  resource: pulumi.Resource,
  notice: (changed: readonly string[]) => string | undefined,
): pulumi.ResourceOptions {
  if (!pulumi.runtime.isDryRun()) return {};
  const hook = new pulumi.ResourceHook(
    `${name}-restart`,
    async ({ oldInputs: { environment } = {} }) => {
      const record = environment?.[RECORD];
      const text = notice(record === undefined ? [] : changedParts(JSON.parse(record), parts));
      if (text) await pulumi.log.warn(text, resource);
    },
    { onDryRun: true },
  );
  return { hooks: { beforeUpdate: [hook] } };
}

/** What a preview says of a service with data of its own that gets a new container. */
export function restartNotice(service: string, changed: readonly string[]): string {
  const why = changed.length > 0 ? change(changed) : "its container is not the one that was deployed";
  return (
    `${service} restarts: ${why}. It stops before the new one starts, since its data has one writer; until that is healthy, ` +
    "what needs it waits or fails. Its volumes stay."
  );
}

/** What a preview says of what stands at the entrance and gets a new container; nothing where it keeps the one that it has. */
export function entranceNotice(name: string, changed: readonly string[], graceSeconds: number): string | undefined {
  if (changed.length === 0) return undefined;
  const what = changed.includes(ENTRANCE)
    ? `the ${name} takes over the entrance. What stands there stops before it starts`
    : `the ${name} restarts: ${change(changed)}. It stops before the new one starts`;
  return (
    `${what}, since a port of the host has one owner; until that answers, about a second after the requests under way have ended or ` +
    `${graceSeconds} s are over, nobody is answered.`
  );
}

const change = (parts: readonly string[]) =>
  `its ${new Intl.ListFormat("en").format(parts)} ${parts.length > 1 ? "change" : "changes"}`;

/** The parts that differ, in the order of the newer ones. */
export const changedParts = (former: Parts, parts: Parts) =>
  Object.keys({ ...parts, ...former }).filter((part) => former[part] !== parts[part]);
