// @module-tag slow
// Stacks that are too large for this machine, and deploys that only fit it in batches, on the real engine and daemon. Memory
// limits reserve nothing, so that they may be as large as the machine.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type HostSize, reserveMiB } from "../../systems/fit";
import { label } from "../../systems/labels";
import { Clone, type StackContainer } from "../harness/clone";
import { addCrew, crew } from "../harness/crew";
import { type ContainerEvent, recordEvents } from "../harness/dockerEvents";

/** Memory that the services take beside the two workers, with the second copy of the one behind the proxy. */
const OTHERS_MIB = 5 * 32 - 2 * 32 + 32 + 64;

describe("The crew on this machine", () => {
  let clone: Clone;
  let host: HostSize;
  let room: number;

  beforeAll(async () => {
    clone = await Clone.make({ parts: "all", settings: { system: "crew" } });
    addCrew(clone);
    await clone.init();
    const { MemTotal, NCPU } = await clone.docker.info();
    host = { memoryMiB: Math.floor(MemTotal / 1024 ** 2), cpus: NCPU };
    room = host.memoryMiB - reserveMiB(host.memoryMiB);
  });
  afterAll(() => clone?.destroy());

  describe("too large for it", () => {
    let large: number;

    beforeAll(() => {
      large = Math.ceil(room * 0.7);
      clone.set("limits.film.memory", `${large}m`);
      clone.set("limits.clock.cpus", String(host.cpus + 1));
    });

    it.each([
      ["preview", ["preview"]],
      ["up", ["up", "--yes", "--skip-preview"]],
      ["up with its own preview", ["up", "--yes"]],
    ])("H9 is refused by `%s`, with who takes what and the way out, and nothing is made", async (_, args) => {
      const { exitCode, output } = await clone.pulumi(args, { allowFailure: true });
      expect(exitCode).not.toBe(0);
      expect(output).toContain(`The stack ${clone.stack} does not fit its host`);
      expect(output).toMatch(/SERVICE +COPIES +MORE IN A DEPLOY +MIB EACH +CPUS EACH +MIB AT MOST +CPUS AT MOST\n/);
      expect(output).toMatch(new RegExp(`film +1 +1 +${large} +0\\.5 +${2 * large} +1\n`));
      expect(output).toContain(`The host has ${host.memoryMiB} MiB, of which ${reserveMiB(host.memoryMiB)} MiB stay`);
      expect(output).toMatch(
        / {2}limits\.film\.memory \S+ -> \S+: bin\/pulumi config set --path limits\.film\.memory /,
      );
      expect(output).toContain(`No container may have more than the host's ${host.cpus} processors: clock.`);
      expect(output).not.toMatch(/Error:|\n +at /);
      expect(output).not.toMatch(/docker:index:\w+ \S+ create/);
      await expectNothing(clone);
    });

    it("H9 fits once the printed changes are made", async () => {
      const { output } = await clone.pulumi(["preview"], { allowFailure: true });
      const printed = [
        ...output.matchAll(/: bin\/pulumi (config set --path limits\.(?:film|clock)\.\w+ \S+ --stack \S+)/g),
      ];
      expect(printed).toHaveLength(2);
      for (const [, command = ""] of printed) await clone.pulumi(command.split(" "));
      expect((await clone.pulumi(["preview"])).output).toContain("docker:index:Container film-1 create");
    });
  });

  describe("with workers that do not fit it side by side", () => {
    let size: number;
    let release = 0;

    beforeAll(async () => {
      clone.unset("limits.clock");
      size = Math.floor((room - OTHERS_MIB) / 3);
      for (const worker of ["film", "sound"]) clone.set(`limits.${worker}.memory`, `${size}m`);
      nextRelease();
      await clone.up();
    });
    it("H9 rolls them in batches that fit, and moves the users after the last one", async () => {
      const before = await whole();
      nextRelease();
      const { result, fullest } = await recorded(() => clone.up());
      expect(fullest).toBeLessThanOrEqual(room);
      expect(fullest).toBeGreaterThan(room - size);
      expect(result.output).toMatch(
        /workers, batch 1 of 2: film[\s\S]*workers, batch 2 of 2: sound[\s\S]*the proxy takes configuration[\s\S]*release \S+ serves/,
      );
      const after = await clone.containers();
      expect(statesOf(after)).toEqual(allRunning);
      expect(kept(before, after)).toEqual(["proxy", "store"]);
    });

    it("D2 H9 takes every batch back when a worker of the second one is broken", async () => {
      const before = await whole();
      nextRelease();
      clone.set("environment.sound.BREAK", "1");
      const { result, fullest } = await recorded(() => clone.up({ allowFailure: true }));
      expect(result.exitCode).not.toBe(0);
      expect(result.output).toMatch(/workers, batch 2 of 2: sound[\s\S]*sound was not healthy within 10 s/);
      expect(result.output).not.toContain("the proxy takes configuration");
      expect(fullest).toBeLessThanOrEqual(room);
      expect(await runningOf(clone)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));
      expect(servicesOf(await clone.containers(), "running").filter((service) => service !== "web")).toEqual(
        servicesOf(before, "running").filter((service) => service !== "web"),
      );
    });

    it("H9 has room for the next release, since what the broken one had let in stops first", async () => {
      clone.unset("environment.sound.BREAK");
      nextRelease();
      const { fullest } = await recorded(() => clone.up());
      expect(fullest).toBeLessThanOrEqual(room);
      expect(statesOf(await clone.containers())).toEqual(allRunning);
    });

    it("D2 H9 comes back whole from a power cut between two batches, whatever the next deploy comes to", async () => {
      const before = await whole();
      nextRelease();
      clone.set("environment.sound.BREAK", "1");
      const film = before.find(({ service }) => service === "film")?.id;
      const events = await recordEvents(clone.docker, clone.stack);
      const { running } = clone.beginUp();
      await until(() => events.events.some(({ action, container }) => action === "die" && container === film));
      running.kill();
      await running.gone();
      // The daemon tells of an end before its list shows it.
      await expect.poll(() => runningOf(clone), { timeout: 10_000 }).not.toContain(film);

      const failed = await clone.up({ allowFailure: true });
      expect(failed.output).toContain("sound was not healthy within 10 s");
      expect(await runningOf(clone)).toEqual(expect.arrayContaining(before.map(({ id }) => id)));

      clone.unset("environment.sound.BREAK");
      await clone.up();
      const after = await clone.containers();
      expect(statesOf(after)).toEqual(allRunning);
      expect(kept(before, after)).toEqual(["proxy", "store"]);
      expect(fullestOf(await events.stop(), size)).toBeLessThanOrEqual(room);
    });

    /** The containers, all of which run. */
    async function whole(): Promise<StackContainer[]> {
      const containers = await clone.containers();
      expect(statesOf(containers)).toEqual(allRunning);
      return containers;
    }

    /** Changes every service but the stateful one. */
    function nextRelease(): void {
      release++;
      for (const service of ["web", "film", "sound", "clock"])
        clone.set(`environment.${service}.RELEASE`, `${release}`);
    }

    async function recorded<T>(deploy: () => Promise<T>): Promise<{ result: T; fullest: number }> {
      const events = await recordEvents(clone.docker, clone.stack);
      const result = await deploy();
      return { result, fullest: fullestOf(await events.stop(), size) };
    }
  });
});

const allRunning = [...Object.keys(crew.services), "proxy"].sort().map((service) => `${service} running`);

const statesOf = (containers: readonly StackContainer[]) =>
  containers.map(({ service, state }) => `${service} ${state}`);

const servicesOf = (containers: readonly StackContainer[], wanted: string) =>
  containers.flatMap(({ service, state }) => (state === wanted ? [service] : []));

const runningOf = async (clone: Clone) =>
  (await clone.containers()).flatMap(({ id, state }) => (state === "running" ? [id] : []));

/** Services whose container is the same one. */
const kept = (before: readonly StackContainer[], after: readonly StackContainer[]) =>
  after.filter(({ id }) => before.some((former) => former.id === id)).map(({ service }) => service);

/** The most memory in mebibytes that the limits of running containers came to at one time. */
function fullestOf(events: readonly ContainerEvent[], workerMiB: number): number {
  const limitOf = (service: string) =>
    ["film", "sound"].includes(service) ? workerMiB : (crew.services[service] ?? crew.proxy).limits.memoryMiB;
  const running = new Map<string, number>();
  let fullest = 0;
  for (const { action, container, service } of events) {
    if (action === "start") running.set(container, limitOf(service));
    if (action === "die") running.delete(container);
    fullest = Math.max(
      fullest,
      [...running.values()].reduce((sum, memory) => sum + memory, 0),
    );
  }
  return fullest;
}

async function expectNothing({ docker, stack }: Clone): Promise<void> {
  const filters = { label: [`${label.stack}=${stack}`] };
  expect(await docker.listContainers({ all: true, filters })).toEqual([]);
  expect(await docker.listNetworks({ filters })).toEqual([]);
  expect((await docker.listVolumes({ filters })).Volumes).toEqual([]);
}

async function until(reached: () => boolean): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (!reached()) {
    if (Date.now() > deadline) throw new Error("the former worker of the first batch was never stopped");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
