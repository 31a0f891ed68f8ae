/** A value with another laid over it: maps key by key, of which nothing takes a key out; all else takes its place. */
export function patched<T>(value: T, patch: unknown): T {
  if (!isMap(value) || !isMap(patch)) return patch as T;
  const keys = new Set([...Object.keys(value), ...Object.keys(patch)]);
  const entries = [...keys].map((key) => [key, key in patch ? patched(value[key], patch[key]) : value[key]] as const);
  return Object.fromEntries(entries.filter(([, each]) => each !== null)) as T;
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
