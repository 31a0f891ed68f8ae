import type { Shape } from "./declared";

interface Property {
  readonly type?: string;
  readonly $ref?: string;
  readonly items?: Property;
  readonly additionalProperties?: Property;
}

interface ObjectType {
  readonly properties?: Record<string, Property>;
  readonly required?: string[];
}

interface Resource {
  readonly inputProperties?: Record<string, Property>;
  readonly requiredInputs?: string[];
}

/** The parts of a Pulumi package schema that say what a program may pass. */
export interface PackageSchema {
  readonly version: string;
  readonly resources: Record<string, Resource>;
  readonly types: Record<string, ObjectType>;
}

/** The shape of each resource's inputs, by class name. */
export function inputShapes(schema: PackageSchema): Record<string, Shape> {
  return byName(schema.resources, ({ inputProperties, requiredInputs }) => shapeOf(inputProperties, requiredInputs));
}

/** The shape of each object type, by its name. */
export function typeShapes(schema: PackageSchema): Record<string, Shape> {
  return byName(schema.types, ({ properties, required }) => shapeOf(properties, required));
}

function byName<T>(entries: Record<string, T>, shape: (entry: T) => Shape): Record<string, Shape> {
  return Object.fromEntries(Object.entries(entries).map(([token, entry]) => [nameOf(token), shape(entry)]));
}

function shapeOf(properties: Record<string, Property> = {}, required: string[] = []): Shape {
  return Object.fromEntries(
    Object.entries(properties).map(([name, property]) => [
      name,
      notation(property) + (required.includes(name) ? "" : "?"),
    ]),
  );
}

function notation({ type, $ref, items, additionalProperties }: Property): string {
  if ($ref === "pulumi.json#/Any") return "any";
  if ($ref) return `{${nameOf($ref)}}`;
  if (type === "array" && items) return `${notation(items)}[]`;
  if (type === "object") return `map<${notation(additionalProperties ?? { type: "string" })}>`;
  return type === "integer" ? "number" : String(type);
}

const nameOf = (token: string) => token.slice(token.lastIndexOf(":") + 1);
