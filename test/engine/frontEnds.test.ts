// @module-tag slow
// The front ends' images, built with the real tools, and the Next.js server without the rest of the system.
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { connect } from "../../actions/docker";
import type { Bundle } from "../../actions/static/bundle";
import { readFolder } from "../../actions/static/imageFolder";
import { staticVolumes } from "../../systems/honeychat/frontEnds";
import { SampleContainers, sample } from "./sampleContainers";

const containers = new SampleContainers();

afterAll(() => containers.dispose());

describe.each([
  ["website", "website"],
  ["miniapp", "miniapp"],
  ["nextjs", "nextjs_static"],
])("HoneyChat's %s", (name, volume) => {
  it("M7 keeps its dependencies when source changes, and names its hashed files by their bytes", async () => {
    await containers.build(name);
    const before = await hashedFiles(name, volume);
    const output = await buildChanged(name);
    const after = await hashedFiles(name, volume);

    expect(output).toMatch(/RUN npm ci .*\n ---> Using cache\n/);
    const [kept, added] = [paths(after, before, true), paths(after, before, false)];
    expect(kept.filter((path) => !after.get(path)?.equals(before.get(path) as Buffer))).toEqual([]);
    expect(added.filter((path) => after.get(path)?.includes("a changed release"))).not.toEqual([]);
  });
});

describe("HoneyChat's nextjs", () => {
  it("is healthy on a read-only root while the API is away, and leaves when it is told to", async () => {
    await containers.build("nextjs");
    await containers.createNetwork();
    await containers.run("nextjs");

    expect((await fetch(`${await containers.urlOf("nextjs")}/web/`)).status).toBe(500);
    expect((await containers.stop("nextjs")).seconds).toBeLessThan(5);
  });
});

async function buildChanged(name: string): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "honeychat-"));
  try {
    await cp(sample, copy, { recursive: true });
    const file = join(copy, name, "src/release.ts");
    await writeFile(file, (await readFile(file, "utf8")).replace(/".*"/, '"a changed release"'));
    return await containers.build(name, copy);
  } finally {
    await rm(copy, { recursive: true });
  }
}

async function hashedFiles(name: string, volume: string): Promise<Bundle> {
  const { folder = "", hashed = [] } = staticVolumes[volume] ?? {};
  const files = await readFolder(connect(), { stack: "none", image: containers.imageOf(name), folder });
  return new Map([...files].filter(([path]) => hashed.some((prefix) => path.startsWith(prefix))));
}

const paths = (of: Bundle, other: Bundle, shared: boolean) =>
  [...of.keys()].filter((path) => other.has(path) === shared);
