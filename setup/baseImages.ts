import { readFileSync } from "node:fs";
import { join } from "node:path";
import { systems } from "../systems";
import type { BaseImage, BuiltImage } from "../systems/system";
import { root } from "./paths";

/** The ordinary images that a system stands on: those it runs, and those its Dockerfiles begin with. */
export function baseImages(systemName: string): string[] {
  const system = systems[systemName];
  if (!system) return [];
  const images = [system.proxy.image, ...Object.values(system.services).map(({ image }) => image)];
  return [...new Set(images.flatMap(namesOf))].sort();
}

function namesOf(image: BaseImage | BuiltImage): string[] {
  if ("name" in image) return [image.name];
  const dockerfile = readFileSync(join(root, image.context, image.dockerfile), "utf8");
  const stages = new Set([...dockerfile.matchAll(/^FROM\s+\S+\s+AS\s+(\S+)/gim)].map(([, stage]) => stage));
  return [...dockerfile.matchAll(/^FROM\s+(\S+)/gim)].flatMap(([, name = ""]) => (stages.has(name) ? [] : [name]));
}
