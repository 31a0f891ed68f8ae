// A stand-in plays the daemon and filters as Docker does; that Docker really removes, the engine tests show.
import type Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { sweepOrphans } from "../../../setup/sweep";

const ours = { "roadstead.stack": "staging" };

interface Thing {
  readonly id: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Filters {
  readonly filters?: { readonly label: readonly string[] };
}

interface Objects {
  readonly containers?: readonly Thing[];
  readonly networks?: readonly Thing[];
  readonly volumes?: readonly Thing[];
}

function daemon({ containers = [], networks = [], volumes = [] }: Objects) {
  const removed: string[] = [];
  const matching = <T extends Thing>(things: readonly T[], { filters }: Filters) =>
    things.filter(({ labels = {} }) =>
      (filters?.label ?? []).every((filter) => {
        const [key = "", value] = filter.split("=");
        return labels[key] === value;
      }),
    );
  const remover = (kind: string) => (id: string) => ({
    remove: async (options?: object) => void removed.push([kind, id, ...Object.keys(options ?? {})].join(" ")),
  });
  const docker = {
    listContainers: async (filters: Filters) =>
      matching(containers, filters).map(({ id }) => ({ Id: id, Names: [`/${id}-name`] })),
    listNetworks: async (filters: Filters) =>
      matching(networks, filters).map(({ id }) => ({ Id: id, Name: `${id}-name` })),
    listVolumes: async (filters: Filters) => ({
      Volumes: matching(volumes, filters).map(({ id, labels }) => ({ Name: id, Labels: labels })),
    }),
    getContainer: remover("container"),
    getNetwork: remover("network"),
    getVolume: remover("volume"),
  };
  return { docker: docker as unknown as Docker, removed };
}

describe("A sweep of orphans (unit)", () => {
  it("removes what is the stack's and in no state file, and says so", async () => {
    const { docker, removed } = daemon({
      containers: [{ id: "c1", labels: ours }],
      networks: [{ id: "n1", labels: ours }],
      volumes: [{ id: "v1", labels: ours }],
    });
    expect(await sweepOrphans(docker, "staging", new Set())).toStrictEqual([
      "container c1-name",
      "network n1-name",
      "volume v1",
    ]);
    expect(removed).toStrictEqual(["container c1 force v", "network n1", "volume v1"]);
  });

  it.each<[string, Objects, string[]]>([
    ["what the state knows", { containers: [{ id: "c1", labels: ours }] }, ["c1"]],
    ["networks that the state knows", { networks: [{ id: "n1", labels: ours }] }, ["n1"]],
    ["volumes that the state knows", { volumes: [{ id: "v1", labels: ours }] }, ["v1"]],
    ["M2 data, even of no state file", { volumes: [{ id: "v1", labels: { ...ours, "roadstead.keep": "data" } }] }, []],
    [
      "what other stacks have",
      {
        containers: [{ id: "c1", labels: { "roadstead.stack": "prod" } }],
        networks: [{ id: "n1", labels: { "roadstead.stack": "prod" } }],
        volumes: [{ id: "v1", labels: { "roadstead.stack": "prod" } }],
      },
      [],
    ],
    ["what is nobody's", { containers: [{ id: "c1" }], networks: [{ id: "n1" }], volumes: [{ id: "v1" }] }, []],
    ["nothing, where there is nothing", {}, []],
  ])("leaves %s", async (_, objects, known) => {
    const { docker, removed } = daemon(objects);
    expect(await sweepOrphans(docker, "staging", new Set(known))).toStrictEqual([]);
    expect(removed).toStrictEqual([]);
  });
});
