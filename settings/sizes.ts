import { set } from "./commands";
import { Refusal } from "./refusal";

export const MiB = 1024 ** 2;
export const GiB = 1024 ** 3;

/** Docker refuses containers with less. */
const leastMemoryMiB = 6;

const units = { b: 1, k: 1024, m: MiB, g: GiB };

/** Bytes in Docker's notation: `512m`, `1.5g`, `64k`, `1048576b`, or a plain number. */
export function sizeInBytes(value: unknown): number | undefined {
  const [, digits, unit] = /^(\d+(?:\.\d+)?) ?([bkmg])?(?:i?b)?$/i.exec(text(value)) ?? [];
  if (digits === undefined) return undefined;
  const bytes = Number(digits) * units[(unit?.toLowerCase() ?? "b") as keyof typeof units];
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A memory limit in mebibytes, the unit in which Docker's provider sets it. */
export function memoryMiB(value: unknown): number | Refusal {
  const mebibytes = (sizeInBytes(value) ?? Number.NaN) / MiB;
  if (mebibytes >= leastMemoryMiB && Number.isInteger(mebibytes)) return mebibytes;
  if (Number.isNaN(mebibytes)) return new Refusal("a size such as 512m or 1g", set("512m"));
  if (mebibytes < leastMemoryMiB) return new Refusal(`at least ${leastMemoryMiB}m, Docker's own minimum`, set("512m"));
  return new Refusal("a whole number of mebibytes", set(`${Math.ceil(mebibytes)}m`));
}

/** The largest request body in bytes. */
export function bodyLimit(value: unknown): number | Refusal {
  const bytes = sizeInBytes(value);
  return bytes ? bytes : new Refusal("a size above 0 such as 10m or 1g", set("10m"));
}

/** Bytes that stay free on the host's disk; none at all asks for no check. */
export function diskReserve(value: unknown): number | Refusal {
  return sizeInBytes(value) ?? new Refusal("a size such as 1g, or 0 for no check of the disk", set("1g"));
}

const text = (value: unknown) => (typeof value === "number" ? String(value) : typeof value === "string" ? value : "");
