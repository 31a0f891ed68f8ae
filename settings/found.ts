/** Says in a few words what a stack file holds; passwords in addresses are left out. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value === null) return "nothing (null)";
  if (value === "") return "empty text";
  if (typeof value === "string") return JSON.stringify(shortened(withoutPassword(value)));
  return isContainer(value) ? kind(value) : String(value);
}

/** Says what kind of value it is, and no more. */
export function describeSecret(value: unknown): string {
  if (value === undefined || value === null || value === "") return describe(value);
  return typeof value === "string"
    ? "text (not shown)"
    : isContainer(value)
      ? kind(value)
      : `a ${typeof value} (not shown)`;
}

const isContainer = (value: unknown) => typeof value === "object";
const kind = (value: unknown) => (Array.isArray(value) ? "a list" : "a map");
const withoutPassword = (text: string) => text.replace(/(\/\/[^/@:]*):[^/@]*@/g, "$1:***@");
const shortened = (text: string) => (text.length > 120 ? `${text.slice(0, 117)}...` : text);
