// The npm scripts, in a scratch clone with a stack of its own.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { label } from "../../systems/labels";
import { Clone } from "../harness/clone";

describe("The scripts", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make();
  });
  afterAll(() => clone?.destroy());

  it("npm start deploys, and ends with the URL and a table of services", async () => {
    const { exitCode, output } = await clone.script("start", [], 900);
    expect(exitCode).toBe(0);
    expect(output).toContain(`\n${clone.url}\n`);
    expect(output).toMatch(/SERVICE +CONTAINER +IMAGE +STATE +SINCE\n/);
    for (const service of ["api", "bot", "celery_beat", "celery_worker", "postgres", "proxy", "redis"]) {
      expect(output).toMatch(new RegExp(`\n${service} +${service}-\\S+ +sha256:\\S+ +running`));
    }
    expect((await fetch(`${clone.url}/health`)).status).toBe(200);
  });

  it("npm start again changes nothing", async () => {
    const before = await clone.containers();
    const { exitCode, output } = await clone.script("start");
    expect(exitCode).toBe(0);
    expect(output).toMatch(/\d+ unchanged/);
    expect(await clone.containers()).toEqual(before);
  });

  it("npm stop keeps the data for the next start", async () => {
    await fetch(`${clone.url}/api/messages`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"text":"kept"}',
    });
    const stopped = await clone.script("stop");
    expect(stopped.exitCode).toBe(0);
    expect(stopped.output).toContain(`kept volume ${clone.stack}_postgres`);
    expect(await clone.containers()).toEqual([]);
    await clone.script("start");
    const rows = (await (await fetch(`${clone.url}/api/messages`)).json()) as { text: string }[];
    expect(rows.map(({ text }) => text)).toEqual(["kept"]);
  });

  it("npm stop -- --volumes says what will be lost and leaves nothing", async () => {
    const { exitCode, output } = await clone.script("stop", ["--volumes"]);
    expect(exitCode).toBe(0);
    expect(output).toContain(`the data in volume ${clone.stack}_postgres will be lost`);
    expect(output).toContain(`removed volume ${clone.stack}_postgres`);
    const filters = { label: [`${label.stack}=${clone.stack}`] };
    expect((await clone.docker.listVolumes({ filters })).Volumes).toEqual([]);
    expect(await clone.docker.listNetworks({ filters })).toEqual([]);
  });

  it.each(["start", "stop"])("npm %s -- --help shows its options", async (script) => {
    const { exitCode, output } = await clone.script(script, ["--help"]);
    expect(exitCode).toBe(0);
    expect(output).toMatch(/^npm \w+: /m);
  });
});
