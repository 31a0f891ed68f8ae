import { readFileSync } from "node:fs";
import { join } from "node:path";
import { forwarder } from "../systems/forwarder";
import type { BaseImage, BuiltImage, Job, System } from "../systems/system";
import { root } from "./paths";

/** The ordinary images that a system stands on: those it runs, and those its Dockerfiles begin with. */
export function baseImages({ proxy, services, jobs, staticVolumes }: System): string[] {
  const named = [services, jobs, staticVolumes].flatMap((parts) => Object.values<{ image: Job["image"] }>(parts));
  const ways = proxy.updateOrder === "start-first" ? [proxy, forwarder] : [proxy];
  const images = [...ways, ...named].flatMap(({ image }) => ("service" in image ? [] : [image]));
  return [...new Set(images.flatMap(namesOf))].sort();
}

function namesOf(image: BaseImage | BuiltImage): string[] {
  if ("name" in image) return [image.name];
  const dockerfile = readFileSync(join(root, image.context, image.dockerfile), "utf8");
  const stages = [...dockerfile.matchAll(/^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?/gim)];
  const own = new Set(["scratch", ...stages.map(([, , stage]) => stage?.toLowerCase())]);
  return stages.flatMap(([, name = ""]) => (own.has(name.toLowerCase()) || name.includes("$") ? [] : [name]));
}
