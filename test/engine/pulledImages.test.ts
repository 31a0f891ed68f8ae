// Images pulled by digest, as stacks on other hosts have them, from a registry of the test's own and with the real Docker.
import { randomBytes } from "node:crypto";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { comingImages } from "../../actions/coming";
import { connect, type Docker } from "../../actions/docker";
import { sweepImages } from "../../actions/imageSweep";
import { Registry } from "../harness/registry";

const stack = `pulled-${randomBytes(3).toString("hex")}`;
const repository = `${stack}/api`;

describe("Images pulled by digest", () => {
  const docker: Docker = connect();
  const names: string[] = [];
  let registry: Registry;

  beforeAll(async () => {
    registry = await Registry.start();
    for (let age = 7; age > 0; age--)
      names.push(await registry.offer(repository, "x".repeat(age), Date.now() - age * 1000));
    for (const name of names) await execa("docker", ["pull", "--quiet", name]);
    await execa("docker", ["tag", names[1] as string, `${stack}/mine:1`]);
  });
  afterAll(async () => {
    await execa("docker", ["image", "rm", "--force", `${stack}/mine:1`, ...names], { reject: false });
    registry?.stop();
  });

  it("are known to be there, and a new one is measured by the newest", async () => {
    const images = await docker.listImages();
    expect(comingImages(names, images)).toEqual([]);
    const [newest = ""] = names.slice(-1);
    const next = newest.replace(/[0-9a-f]{64}$/, "0".repeat(64));
    expect(comingImages([next], images)).toEqual([{ name: next, bytes: 1, like: newest }]);
  });

  it("S10 go when they are neither of the newest five nor in use, and not when a person has named them", async () => {
    const [oldest = "", named = "", used = ""] = names;
    const { stdout: container } = await execa("docker", ["create", used, "-"]);
    const [newest = ""] = names.slice(-1);
    const { Id } = await docker.getImage(newest).inspect();
    try {
      expect(await sweepImages(docker, stack, new Set([Id]))).toEqual([`image ${oldest}`]);
    } finally {
      await execa("docker", ["rm", container]);
    }
    const left = (await docker.listImages()).flatMap(({ RepoDigests }) => RepoDigests ?? []);
    expect(names.filter((name) => !left.includes(name))).toEqual([oldest]);
    expect(left).toContain(named);
  });
});
