import type { Docker } from "../actions/docker";
import { labHash } from "../setup/images/labHash";
import { seconds } from "../setup/progress";
import type { Say } from "../setup/running";
import { makeProgram } from "./program";
import { isSuite, type Program, type Recipe, type Suite } from "./recipe";
import { makeSuite, needMmdebstrap } from "./suite";

/** Makes images, several at a time: the suites that are missing or out of date, then the programs. */
export async function make(docker: Docker, recipes: readonly Recipe[], say: Say): Promise<void> {
  const programs = recipes.filter((recipe) => !isSuite(recipe)) as Program[];
  const suites = await outdated(docker, [...recipes.filter(isSuite), ...programs.map(({ base }) => base)]);
  if (suites.length > 0) await needMmdebstrap(say);
  await allOf(suites.map((suite) => timed(suite, say, makeSuite(docker, suite, say))));
  await allOf(programs.map((program) => timed(program, say, makeProgram(docker, program, say))));
}

async function outdated(docker: Docker, suites: readonly Suite[]): Promise<Suite[]> {
  const found: Suite[] = [];
  for (const suite of new Map(suites.map((suite) => [suite.name, suite])).values()) {
    const held = await labHash(docker, suite.name);
    if (held !== "foreign" && held !== suite.hash) found.push(suite);
  }
  return found;
}

async function timed({ name }: Recipe, say: Say, work: Promise<void>): Promise<void> {
  const started = Date.now();
  await work;
  say(`the lab made ${name} in ${seconds(Date.now() - started)}`);
}

async function allOf(works: Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(works)).find(({ status }) => status === "rejected");
  if (failed?.status === "rejected") throw failed.reason;
}
