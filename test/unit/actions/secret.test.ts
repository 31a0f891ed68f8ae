// A stand-in keeps the volumes; that Docker keeps owners and modes, and takes the files, the engine tests show.
import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { extract } from "tar-stream";
import { describe, expect, it } from "vitest";
import { archive } from "../../../actions/archive";
import type { Docker } from "../../../actions/docker";
import { type SecretVersions, writeSecret } from "../../../actions/secret";

type Volumes = Record<string, Record<string, string>>;

/** A daemon with volumes, and with running containers of the stack, and of others, that hold these versions of the secret `key`. */
function daemon(volumes: Volumes, held: readonly number[] = [], others: readonly number[] = []) {
  return {
    listImages: async () => [{}],
    listVolumes: async () => ({
      Volumes: Object.keys(volumes).map((Name) => ({
        Name,
        Labels: { "roadstead.secrets": Name.replace("_", "=") },
      })),
    }),
    listContainers: async ({ filters }: { filters: { volume?: string[] } }) =>
      [
        ...held.map((version) => ({ version, name: "api", stack: "local" })),
        ...others.map((version) => ({ version, name: "backup", stack: undefined })),
      ]
        .filter(({ version }) => !filters.volume || filters.volume[0] === `key_${version}`)
        .map(({ version, name, stack }) => ({
          Names: [`/${name}-${version}`],
          Labels: { "roadstead.secrets": `other=7,key=${version}`, ...(stack ? { "roadstead.stack": stack } : {}) },
          State: "running",
        })),
    createContainer: async ({ HostConfig }: { HostConfig: { Binds: string[] } }) => {
      const [volume = ""] = HostConfig.Binds[0]?.split(":") ?? [];
      volumes[volume] ??= {};
      const files = volumes[volume];
      return {
        getArchive: async () =>
          Readable.from([
            await archive(Object.entries(files).map(([path, content]) => ({ path: `secret/${path}`, content }))),
          ]),
        putArchive: async (packed: Buffer) => {
          const tar = extract();
          Readable.from([packed]).pipe(tar);
          for await (const entry of tar) files[entry.header.name] = await text(entry);
        },
        remove: async () => {},
      };
    },
  } as unknown as Docker;
}

const wanted = (versions: readonly number[], own: Partial<SecretVersions> = {}): SecretVersions => ({
  stack: "local",
  secret: "key",
  versions: versions.map((version) => ({ version, volume: `key_${version}`, value: `value ${version}` })),
  readers: [{ uid: 1000, mode: 0o400 }],
  ring: false,
  inPlace: false,
  ...own,
});

describe("The versions of a secret on their volumes (unit)", () => {
  it("Y3 are all written, each with its own value", async () => {
    const volumes: Volumes = {};
    await writeSecret(wanted([3, 4, 5]), daemon(volumes));
    expect(volumes).toStrictEqual({
      key_3: { "1000": "value 3" },
      key_4: { "1000": "value 4" },
      key_5: { "1000": "value 5" },
    });
  });

  it("are written for a new reader, and again after a write that was cut off", async () => {
    const volumes: Volumes = { key_1: { "0": "value 1", "1000": "val" } };
    await writeSecret(wanted([1]), daemon(volumes));
    expect(volumes).toStrictEqual({ key_1: { "0": "value 1", "1000": "value 1" } });
  });

  it("Y3 never change, so that a new value without a new version is refused", async () => {
    const volumes: Volumes = { key_1: { "1000": "former 1" }, key_2: { "1000": "former 2" } };
    await expect(writeSecret(wanted([1, 2]), daemon(volumes))).rejects.toThrow(
      "version 2 of key is on the host with another value, which containers may hold. A new value, or a new root key, " +
        "takes a new version: bin/pulumi config set --path secrets.key.version 3 --stack local",
    );
    await writeSecret(wanted([1, 2, 3]), daemon(volumes));
    expect(volumes.key_1).toStrictEqual({ "1000": "former 1" });
    expect(volumes.key_3).toStrictEqual({ "1000": "value 3" });
  });

  it("Y3 are refused when one that would be retired is mounted by a container that is not the stack's", async () => {
    const volumes: Volumes = { key_1: { "1000": "value 1" }, key_2: { "1000": "value 2" } };
    const former = structuredClone(volumes);
    await expect(writeSecret(wanted([2, 3, 4]), daemon(volumes, [1], [1, 2]))).rejects.toThrow(
      "version 1 of key is not retired, because backup-1, a running container that is not the stack's, mounts it; with this " +
        "deploy the host would keep version 2 and later ones. Stop backup-1, or go on to version 3 only: " +
        "bin/pulumi config set --path secrets.key.version 3 --stack local",
    );
    expect(volumes).toStrictEqual(former);
    await writeSecret(wanted([1, 2, 3]), daemon(volumes, [1], [1, 2]));
    expect(volumes.key_3).toStrictEqual({ "1000": "value 3" });
  });

  it("leave a file that changes in place to the action that changes the server too", async () => {
    const volumes: Volumes = { key_2: { "1000": "value 1", version: "1\n" } };
    await writeSecret(wanted([2], { inPlace: true }), daemon(volumes));
    expect(volumes).toStrictEqual({ key_2: { "1000": "value 1", version: "1\n" } });
  });

  it.each([
    [3, 1, 2],
    [1, 4, 3],
  ])("S7 refuse to go to version %i of a ring where a container holds version %i", async (newest, held, next) => {
    await expect(writeSecret(wanted([newest], { ring: true }), daemon({}, [newest, held]))).rejects.toThrow(
      `key is to go from version ${held} to ${newest}, and what one of them signs the other refuses: all would be signed ` +
        `out. Go one version at a time: bin/pulumi config set --path secrets.key.version ${next} --stack local`,
    );
  });

  it.each([1, 2, 3])("S7 go to version 2 of a ring where a container holds version %i", async (held) => {
    const volumes: Volumes = {};
    await writeSecret(wanted([2], { ring: true }), daemon(volumes, [held]));
    expect(volumes).toStrictEqual({ key_2: { "1000": "value 2" } });
  });
});
