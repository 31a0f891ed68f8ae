import { afterEach, describe, expect, it } from "vitest";
import { ensureDocker } from "../../../setup/docker";
import { Advice } from "../../../setup/progress";

describe("ensureDocker", () => {
  const before = process.env.DOCKER_HOST;
  afterEach(() => {
    if (before === undefined) delete process.env.DOCKER_HOST;
    else process.env.DOCKER_HOST = before;
  });

  it.each([
    ["unix:///nowhere/docker.sock", "ENOENT"],
    ["tcp://127.0.0.1:1", "ECONNREFUSED"],
  ])("says in one sentence that %s does not answer, and installs nothing", async (host, code) => {
    const refused = ensureDocker(host, (detail) => expect.unreachable(detail));
    await expect(refused).rejects.toThrow(Advice);
    await expect(refused).rejects.toThrow(new RegExp(`^No Docker daemon answers at ${host}: .*${code}.*\\.$`));
  });
});
