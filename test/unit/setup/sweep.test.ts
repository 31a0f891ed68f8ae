// A stand-in plays the daemon and filters as Docker does; that Docker really removes, the engine tests show.
import type Docker from "dockerode";
import { describe, expect, it } from "vitest";
import { sweepImages, sweepOrphans } from "../../../setup/sweep";

const ours = { "roadstead.stack": "staging" };
const built = { "roadstead.image.stack": "staging" };

interface Thing {
  readonly id: string;
  readonly labels?: Readonly<Record<string, string>>;
}

interface Filters {
  readonly filters?: { readonly label: readonly string[] };
}

interface Objects {
  readonly containers?: readonly (Thing & { image?: string })[];
  readonly networks?: readonly Thing[];
  readonly volumes?: readonly Thing[];
  readonly images?: readonly (Thing & { tags?: string[] })[];
}

function daemon({ containers = [], networks = [], volumes = [], images = [] }: Objects) {
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
      matching(containers, filters).map(({ id, image }) => ({ Id: id, Names: [`/${id}-name`], ImageID: image })),
    listNetworks: async (filters: Filters) =>
      matching(networks, filters).map(({ id }) => ({ Id: id, Name: `${id}-name` })),
    listVolumes: async (filters: Filters) => ({
      Volumes: matching(volumes, filters).map(({ id, labels }) => ({ Name: id, Labels: labels })),
    }),
    listImages: async (filters: Filters) =>
      matching(images, filters).map(({ id, tags }) => ({ Id: id, RepoTags: tags })),
    getContainer: remover("container"),
    getNetwork: remover("network"),
    getVolume: remover("volume"),
    getImage: remover("image"),
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
    expect(removed).toStrictEqual(["container c1 force", "network n1", "volume v1"]);
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

describe("A sweep of images (unit)", () => {
  const images = [
    { id: "sha256:used", labels: built, tags: ["staging/api:1"] },
    { id: "sha256:stopped", labels: built, tags: ["staging/api:2"] },
    { id: "sha256:kept", labels: built, tags: ["staging/api:3"] },
    { id: "sha256:old", labels: built, tags: ["staging/api:4"] },
    { id: "sha256:untagged", labels: built },
    { id: "sha256:base" },
    { id: "sha256:other", labels: { "roadstead.image.stack": "prod" } },
  ];

  it("S10 removes the stack's own images that neither a container nor a kept release uses", async () => {
    const { docker, removed } = daemon({
      images,
      containers: [
        { id: "c1", labels: ours, image: "sha256:used" },
        { id: "c2", image: "sha256:stopped" },
      ],
    });
    expect(await sweepImages(docker, "staging", new Set(["sha256:kept"]))).toStrictEqual([
      "image staging/api:4",
      "image sha256:untagged",
    ]);
    expect(removed).toStrictEqual(["image sha256:old force", "image sha256:untagged force"]);
  });
});
