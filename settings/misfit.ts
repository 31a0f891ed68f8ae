import { columns } from "../render/columns";
import { type HostSize, hostMemoryFor, type Part, peakOf, reserveMiB, roomOn, sharesOf } from "../systems/fit";
import { type Change, changed, type Resource, remediesFor } from "../systems/remedies";
import { set } from "./commands";
import type { Demand } from "./demand";
import { MOST_OVERCOMMIT } from "./numbers";

/**
 * Why a stack does not fit a host of this size: who takes what, what is there, and the changes that make it fit. Nothing when it
 * fits.
 */
export function misfit(demand: Demand, size: HostSize): string | undefined {
  const capped = capsWithin(demand.parts, size);
  const possible = capped.length > 0 ? changed(demand.parts, capped) : demand.parts;
  const problems = [
    ...(capped.length > 0 ? [beyondProcessors(demand, capped, size)] : []),
    ...shortage(demand, demand.parts, size, "memoryMiB"),
    ...shortage(demand, possible, size, "cpus"),
  ];
  if (problems.length === 0) return undefined;
  const headline = `The stack ${demand.stack} does not fit its host ${demand.host}. Nothing was changed.`;
  return [headline, table(demand.parts), ...problems].join("\n\n");
}

/** Docker refuses a container with more processors than the host has. */
function capsWithin(parts: readonly Part[], { cpus }: HostSize): Change[] {
  return parts
    .filter(({ limits }) => limits.cpus > cpus)
    .map(({ name, limits }) => ({ part: name, setting: "cpus", from: limits.cpus, to: cpus }));
}

function beyondProcessors(demand: Demand, caps: readonly Change[], { cpus }: HostSize): string {
  const names = caps.map(({ part }) => part).join(", ");
  return [
    `No container may have more than the host's ${count(cpus, "processor")}: ${names}.`,
    "All of these changes are needed:",
    ...caps.map((change) => lineOf(demand, change)),
  ].join("\n");
}

/** The paragraph on a resource that the host has too little of; none when it has enough. */
function shortage(demand: Demand, parts: readonly Part[], size: HostSize, resource: Resource): string[] {
  const room = roomOn(size, demand.cpuOvercommit)[resource];
  const peak = peakOf(parts)[resource];
  if (peak <= room) return [];
  const ofMemory = resource === "memoryMiB";
  const then = parts === demand.parts ? "" : "even then ";
  const figures = ofMemory ? memoryFigures(peak, size) : cpuFigures(then, peak, size, demand.cpuOvercommit);
  const larger = ofMemory ? largerHost(peak) : moreProcessors(demand, peak, size);
  return [[figures, ...waysOut(demand, remediesFor(parts, resource, room), larger)].join("\n")];
}

/** The changes that make a stack fit, by what is to be done with them; larger hosts last. */
function waysOut(demand: Demand, remedies: readonly Change[][], larger: readonly string[]): string[] {
  const together = (remedies[0] ?? []).length > 1 ? remedies.flat() : [];
  const single = [...(together.length > 0 ? [] : remedies.flat()).map((change) => lineOf(demand, change)), ...larger];
  const which = single.length === 1 ? "This change makes" : "Any one of these changes makes";
  return [
    ...(together.length > 0 ? ["All of these changes together make it fit:"] : []),
    ...together.map((change) => lineOf(demand, change)),
    together.length > 0 ? `${which} it fit without them:` : `${which} it fit:`,
    ...single,
  ];
}

function memoryFigures(peak: number, { memoryMiB }: HostSize): string {
  const reserve = reserveMiB(memoryMiB);
  return (
    `Memory: up to ${peak} MiB in a deploy, with room for ${memoryMiB - reserve} MiB. ` +
    `The host has ${memoryMiB} MiB, of which ${reserve} MiB stay for the system.`
  );
}

function cpuFigures(then: string, peak: number, { cpus }: HostSize, overcommit: number): string {
  return (
    `Processors: ${then}limits of up to ${peak} in a deploy, with room for ${cpus * overcommit}. ` +
    `The host has ${count(cpus, "processor")}, and \`cpuOvercommit\` lets limits add up to ${overcommit} times that.`
  );
}

const largerHost = (peak: number) => [`  a host with ${hostMemoryFor(peak)} GiB of memory`];

/** Limits are caps, so that a stack may say how far they may add up. */
function moreProcessors({ stack, cpuOvercommit }: Demand, peak: number, { cpus }: HostSize): string[] {
  const times = Math.ceil(peak / cpus);
  const command = set(String(times))({ stack, path: ["cpuOvercommit"] });
  return [
    ...(times <= MOST_OVERCOMMIT ? [`  cpuOvercommit ${cpuOvercommit} -> ${times}: ${command}`] : []),
    `  a host with ${Math.ceil(peak / cpuOvercommit)} processors`,
  ];
}

/** `  limits.api.memory 2g -> 1g: <command>`. */
function lineOf({ stack }: Demand, { part, setting, from, to }: Change): string {
  const path = setting === "replicas" ? ["replicas", part] : ["limits", part, PARTS_OF_LIMITS[setting]];
  const value = (number: number) => (setting === "memoryMiB" ? memory(number) : String(number));
  return `  ${path.join(".")} ${value(from)} -> ${value(to)}: ${set(value(to))({ stack, path })}`;
}

const PARTS_OF_LIMITS = { memoryMiB: "memory", cpus: "cpus" } as const;

/** In a stack file's notation. */
const memory = (mebibytes: number) => (mebibytes % 1024 === 0 ? `${mebibytes / 1024}g` : `${mebibytes}m`);

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;

function table(parts: readonly Part[]): string {
  const shares = sharesOf(parts).sort((a, b) => b.memoryMiB - a.memoryMiB);
  const peak = peakOf(parts);
  return columns([
    ["SERVICE", "COPIES", "MORE IN A DEPLOY", "MIB EACH", "CPUS EACH", "MIB AT MOST", "CPUS AT MOST"],
    ...shares.map(({ name, replicas, more, limits, memoryMiB, cpus }) =>
      [name, replicas, more, limits.memoryMiB, limits.cpus, memoryMiB, cpus].map(String),
    ),
    ["all", "", "", "", "", String(peak.memoryMiB), String(peak.cpus)],
  ]);
}
