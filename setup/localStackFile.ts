import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { defaultPlace, type Place } from "./place";

/** A new stack's file: a system, and its place beside the other stacks of this machine. */
export function localStackFile(system: string, { port, subnet }: Place): string {
  const config = { "roadstead:system": system, "roadstead:ports": { http: port }, "roadstead:subnet": subnet };
  const head = `# This machine: images are built here, and the proxy listens on 127.0.0.1:${port}.\n`;
  return head + stringify({ config });
}

/** The places of the local stacks that have a file in this folder. */
export function placesOf(folder: string): Place[] {
  const files = readdirSync(folder).filter((name) => /^Pulumi\.local(-.+)?\.yaml$/.test(name));
  return files.map((name) => {
    const { config = {} } = parse(readFileSync(join(folder, name), "utf8")) ?? {};
    return {
      port: Number(config["roadstead:ports"]?.http ?? defaultPlace.port),
      subnet: String(config["roadstead:subnet"] ?? defaultPlace.subnet),
    };
  });
}
