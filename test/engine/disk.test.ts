// What a deploy takes of the disk, on the real engine and the real Docker: seven builds of several stages, then too little room.
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { archive } from "../../actions/archive";
import { freeHere, freeInProxy } from "../../actions/diskSpace";
import { tagsOf } from "../../actions/listedImage";
import { GiB } from "../../settings/sizes";
import { label } from "../../systems/labels";
import { Clone } from "../harness/clone";

const BUILDS = 7;
const RELEASES_KEPT = 5;
const MARK = "roadstead.test.disk";

/** Three stages, of which the first leaves nothing and the second an image that no name would lead to. */
const dockerfile = (sample: string, mark: string, last: string) => `FROM debian:bookworm-slim AS base
FROM base AS build
LABEL ${MARK}=${mark}
RUN mkdir -p /app/dist
COPY ${sample}/word /app/dist/index.html
RUN cat /app/dist/index.html
${last}
`;

const BOT = `FROM debian:bookworm-slim
COPY --from=build /app /app
CMD ["sh", "-c", "trap exit TERM; while touch /tmp/alive; do sleep 1 & wait; done"]`;

const WEBSITE = `FROM scratch
COPY --from=build /app /app`;

describe("The disk", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make({ parts: ["bot", "website"] });
    clone.write("samples/honeychat/bot/Dockerfile", dockerfile("bot", clone.stack, BOT));
    clone.write("samples/honeychat/website/Dockerfile", dockerfile("website", clone.stack, WEBSITE));
    write("1");
    await clone.start();
  });
  afterAll(() => clone?.destroy("remove"));

  it(`M7 S10 holds after ${BUILDS} builds the newest five with their stages, and nothing without a name`, async () => {
    const built = await tags();
    expect(built).toEqual(newest(built));
    for (let build = 2; build <= BUILDS; build++) {
      write(String(build));
      await clone.up();
      built.push(...(await tags()).filter((tag) => !built.includes(tag)));
    }
    expect(built).toHaveLength(BUILDS * 4);
    expect(await tags()).toEqual(newest(built));
    const unnamed = { dangling: ["true"], label: [`${MARK}=${clone.stack}`] };
    expect(await clone.docker.listImages({ filters: unnamed })).toEqual([]);
  });

  it("refuses a deploy that it has too little room for, before anything is built, and after old images are gone", async () => {
    const [before, containers] = [await tags(), await clone.containers()];
    await loadOld("bot", "0000000000000000");
    clone.set("diskReserve", "1000000g");
    write("refused");
    const { exitCode, output, changes } = await clone.up({ allowFailure: true });
    expect(exitCode).not.toBe(0);
    expect(changes.all).toEqual([]);
    expect(changes.failed).toContain("room");
    expect(await tags()).toEqual(before);
    expect(await clone.containers()).toEqual(containers);
    expect(await served()).toBe(String(BUILDS));
    expect(report(output)).toMatch(await refusal());
  });

  it("takes the same deploy when there is room, and looks again only when an image changes", async () => {
    clone.unset("diskReserve");
    const { changes } = await clone.up();
    expect(changes.all.map(({ name }) => name)).toEqual(expect.arrayContaining(["room", "bot-build", "website-build"]));
    expect(await served()).toBe("refused");
    clone.set("environment.bot.RELEASE", "2");
    const moved = await clone.up();
    expect(moved.changes.containers.replaced).toEqual(["bot-1"]);
    expect(moved.changes.all.map(({ name }) => name)).not.toContain("room");
  });

  it("has the same free space for the proxy, which is asked on other hosts, as for this machine", async () => {
    const { DockerRootDir } = await clone.docker.info();
    const [here = 0, proxy = 0] = await Promise.all([freeHere(DockerRootDir), freeInProxy(clone.docker, clone.stack)]);
    expect(here).toBeGreaterThan(0);
    expect(Math.abs(here - proxy)).toBeLessThan(GiB);
  });

  function write(word: string): void {
    for (const sample of ["bot", "website"]) clone.write(`samples/honeychat/${sample}/word`, word);
  }

  const served = async () => (await fetch(clone.url)).text();

  /** Names of the stack's images. */
  async function tags(): Promise<string[]> {
    const images = await clone.docker.listImages({ filters: { reference: [`${clone.stack}/*`] } });
    return images.flatMap(tagsOf).sort();
  }

  /** An image of the stack as a deploy of long ago left it, with a stage. */
  async function loadOld(service: string, digest: string): Promise<void> {
    const name = `${clone.stack}/${service}:${digest}`;
    const labels = { [label.imageStack]: clone.stack };
    const images = [
      { file: "built.json", name, config: configOf({ Labels: labels }) },
      { file: "stage.json", name: `${name}-stage1`, config: configOf({ Env: ["STAGE=1"] }) },
    ];
    const manifest = images.map(({ file, name }) => ({ Config: file, RepoTags: [name], Layers: [] }));
    const files = images.map(({ file, config }) => ({ path: file, content: JSON.stringify(config) }));
    const tar = await archive([...files, { path: "manifest.json", content: JSON.stringify(manifest) }]);
    const answer = await clone.docker.loadImage(Readable.from([tar]), { quiet: true });
    expect(await text(answer)).toContain("Loaded image");
    expect(await tags()).toEqual(expect.arrayContaining([name, `${name}-stage1`]));
  }

  async function refusal(): Promise<RegExp> {
    const { Name, DockerRootDir } = await clone.docker.info();
    const size = String.raw`\d+\.\d GiB`;
    const image = (name: string) =>
      String.raw`    ${size} ${clone.stack}/${name}:\w{16}, as large as ${clone.stack}/${name}:\w{16}`;
    return new RegExp(
      [
        `the disk of ${Name} has too little room for the images of this deploy; nothing was built or pulled`,
        String.raw`  needed:  100000\d\.\d GiB in ${DockerRootDir}`,
        image("bot"),
        image("website"),
        String.raw`    1000000\.0 GiB to stay free \(roadstead:diskReserve\)`,
        `  free:    ${size}`,
        `  removed: image ${clone.stack}/bot:0{16}, image ${clone.stack}/bot:0{16}-stage1`,
        `  fix:     on ${Name}, free some of what \`docker system df\` lists \\(\`docker image prune\`\\), or give it a larger disk,`,
        `           or let less stay free: bin/pulumi config set diskReserve 500m --stack ${clone.stack} \\(0 for no check\\)`,
      ].join("\n"),
    );
  }
});

/** An image without files, as `docker save` describes it. */
const configOf = (config: object) => ({
  created: "2020-01-01T00:00:00Z",
  architecture: "amd64",
  os: "linux",
  config,
  rootfs: { type: "layers", diff_ids: [] },
});

/** Of the names that builds have given, in the order of the builds, the newest. */
function newest(built: readonly string[]): string[] {
  const kinds = [/\/bot:\w+$/, /\/bot:.*-stage2$/, /\/website:\w+$/, /\/website:.*-stage2$/];
  return kinds.flatMap((kind) => built.filter((tag) => kind.test(tag)).slice(-RELEASES_KEPT)).sort();
}

/** What the action says, without the indentation of the engine's diagnostics. */
function report(output: string): string {
  const lines = output.slice(output.indexOf("Diagnostics:")).split("\n");
  const first = lines.findIndex((line) => line.includes("the disk of"));
  const indent = (lines[first] ?? "").indexOf("the disk of");
  return lines
    .slice(first)
    .map((line) => line.slice(indent))
    .join("\n");
}
