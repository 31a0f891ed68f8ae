import { readdirSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import type { Docker } from "../actions/docker";
import { events } from "../setup/images/events";
import { Advice } from "../setup/progress";
import { type Say, whileRunning } from "../setup/running";
import { labLabel, type Program } from "./recipe";

/** Builds a program's image from its folder; the Dockerfile refuses a version that is not the tag's. */
export async function makeProgram(docker: Docker, { name, version, folder, hash }: Program, say: Say): Promise<void> {
  const output: string[] = [];
  const labels = { [labLabel]: hash };
  const options = { t: name, buildargs: { VERSION: version }, labels, networkmode: "host", forcerm: true };
  await whileRunning(`make ${name}`, say, async (report) => {
    try {
      const building = await docker.buildImage({ context: folder, src: readdirSync(folder) }, options);
      for await (const { stream = "" } of events(building)) {
        report(stream);
        output.push(stripVTControlCharacters(stream));
      }
    } catch (error) {
      const last = output.join("").trimEnd().split("\n").slice(-8).join("\n");
      throw new Advice(`${folder} does not make ${name}:\n${last}\n${(error as Error).message}`);
    }
  });
}
