import { columns } from "../../render/columns";
import type { Secret } from "../../systems/system";
import type { OnHost } from "./onHost";

/** A secret as a stack file, its system and its host know it. */
export interface Listed {
  readonly name: string;
  readonly definition: Secret;
  /** As the stack file says it. */
  readonly version: number;
  readonly host: OnHost;
}

/** The secrets in columns: name, kind, version, age, versions on the host, and who holds which. */
export function secretTable(secrets: readonly Listed[], now: Date): string {
  const rows = secrets.map((secret) => {
    const { name, definition, version, host } = secret;
    const kept = host.versions.map((each) => each.version).join(", ");
    return [name, kindOf(definition), String(version), ageOf(secret, now), kept || "none", heldBy(host)];
  });
  return columns([["SECRET", "KIND", "VERSION", "AGE", "ON HOST", "HELD BY"], ...rows]);
}

/** What kind of secret it is, in a few words. */
export function kindOf(secret: Secret): string {
  if (secret.kind === "provided") return "provided";
  const { ring, account } = secret;
  if (ring) return "generated, a ring";
  if (!account) return "generated";
  return account.superuser ? `superuser of ${account.service}` : `user in ${account.service}`;
}

function ageOf({ version, host }: Listed, now: Date): string {
  const since = host.versions.find((each) => each.version === version)?.since;
  return since ? age(now.getTime() - since.getTime()) : "not deployed";
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

function age(milliseconds: number): string {
  const count = (unit: number, word: string) => `${Math.floor(milliseconds / unit)} ${word}`;
  if (milliseconds >= 2 * DAY) return count(DAY, "days");
  if (milliseconds >= 2 * HOUR) return count(HOUR, "hours");
  return milliseconds >= 2 * MINUTE
    ? count(MINUTE, "minutes")
    : `${Math.max(0, Math.floor(milliseconds / 1000))} seconds`;
}

/** `2: api (2 containers), worker; 1: beat (stopped)`, the newest first. */
function heldBy({ holders }: OnHost): string {
  const versions = [...new Set(holders.map(({ version }) => version))].sort((a, b) => b - a);
  const text = versions.map((version) => `${version}: ${servicesHolding(holders, version).join(", ")}`).join("; ");
  return text || "nobody";
}

function servicesHolding(holders: OnHost["holders"], version: number): string[] {
  const own = holders.filter((holder) => holder.version === version);
  const services = [...new Set(own.map(({ service }) => service))].sort();
  return services.map((service) => {
    const all = own.filter((holder) => holder.service === service);
    const notes = [
      ...(all.length > 1 ? [`${all.length} containers`] : []),
      ...(all.some(({ running }) => running) ? [] : ["stopped"]),
    ];
    return notes.length > 0 ? `${service} (${notes.join(", ")})` : service;
  });
}
