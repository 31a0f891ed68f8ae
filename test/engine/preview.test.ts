// Previews and refused updates on the real engine, with hosts that nobody can reach.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { label } from "../../systems/labels";
import { Clone } from "../harness/clone";

describe("A preview", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make();
  });
  afterAll(() => clone?.destroy());

  it.each([
    "staging",
    "prod",
  ])("Y1 D1 of %s shows the whole plan, and says plainly that its host is out of reach", async (stack) => {
    await clone.pulumi(["stack", "init", stack]);
    const { output } = await clone.pulumi(["preview", "--stack", stack]);
    expect(output).toMatch(/the Docker host ssh:\/\/\S+ cannot be reached: /);
    expect(output).toContain("The plan below comes from the state file alone; `up` will refuse.");
    expect(output).toContain("roadstead:rootKey is missing, and `up` refuses to go without.");
    for (const service of ["api", "bot", "celery_worker", "celery_beat", "postgres", "redis"]) {
      expect(output).toContain(`docker:index:Container ${service}-1 create`);
    }
    expect(output).toContain("command:local:Command cutover create");
  });

  it("Y18 an update without a root key stops with its name and how to set it, before anything is made", async () => {
    const { exitCode, output } = await clone.pulumi(["up", "--yes", "--skip-preview", "--stack", "staging"], {
      allowFailure: true,
    });
    expect(exitCode).not.toBe(0);
    expect(output).toContain("roadstead:rootKey");
    expect(output).toContain('bin/pulumi config set --secret rootKey "$(openssl rand -hex 32)" --stack staging');
  });

  it("an update of a host out of reach stops and says that nothing was changed", async () => {
    await clone.pulumi(["config", "set", "--secret", "rootKey", "ab".repeat(32), "--stack", "staging"]);
    const { exitCode, output } = await clone.pulumi(["up", "--yes", "--skip-preview", "--stack", "staging"], {
      allowFailure: true,
    });
    expect(exitCode).not.toBe(0);
    expect(output).toMatch(/the Docker host ssh:\/\/\S+ cannot be reached: .*\. Nothing was changed\./);
    expect(output).not.toContain("docker:index:");
  });

  it("Y18 settings with several mistakes are refused all at once, and nothing is made", async () => {
    await clone.init();
    clone.set("environment.aip.RELEASE", "v2");
    clone.set("limits.api.memory", "lots");
    clone.set("replicas.bot", "2");
    const { exitCode, output } = await clone.pulumi(["up", "--yes", "--skip-preview"], { allowFailure: true });
    expect(exitCode).not.toBe(0);
    for (const where of ["environment.aip", "limits.api.memory", "replicas.bot"]) {
      expect(output).toContain(`roadstead:${where}\n`);
    }
    const filters = { label: [`${label.stack}=${clone.stack}`] };
    expect(await clone.docker.listContainers({ all: true, filters })).toEqual([]);
    expect(await clone.docker.listNetworks({ filters })).toEqual([]);
  });
});

describe("A preview of a running stack", () => {
  let clone: Clone;

  beforeAll(async () => {
    clone = await Clone.make();
    await clone.start({ timeout: 900 });
  });
  afterAll(() => clone?.destroy());

  const preview = async (...flags: string[]) => (await clone.pulumi(["preview", ...flags])).output;

  it("names no restart where none is due", async () => {
    clone.set("environment.api.RELEASE", "v2");
    const said = await preview();
    expect(said).toContain("docker:index:Container api-1 replace");
    expect(said).not.toContain("restarts:");
  });

  it("names the proxy and each stateful service that restart, and why", async () => {
    clone.set("limits.proxy.memory", "160m");
    clone.set("limits.postgres.memory", "600m");
    clone.set("limits.redis.memory", "300m");
    clone.set("limits.redis.cpus", "0.75");
    const said = await preview();
    expect(said).toContain("postgres restarts: its memory changes. It stops before the new one starts");
    expect(said).toContain("redis restarts: its memory and cpus change. It stops before the new one starts");
    expect(said).toContain("the proxy restarts: its memory changes. It stops before the new one starts");
    const named = new Set(said.match(/\w+ restarts:/g));
    expect([...named].sort()).toEqual(["postgres restarts:", "proxy restarts:", "redis restarts:"]);
    await clone.up();
    expect(await preview()).not.toContain("restarts:");
  });

  it("names one whose container somebody has removed", async () => {
    const [redis] = await clone.containers("redis");
    await clone.docker.getContainer(redis?.id ?? "").remove({ force: true, v: true });
    expect(await preview("--refresh")).toContain("redis restarts: its container is not the one that was deployed.");
  });
});
