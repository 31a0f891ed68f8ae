// Stand-ins for Redis and its volume write down the order; that nobody is locked out meanwhile, the engine tests show.
import { Duplex, Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { archive } from "../../../actions/archive";
import type { Docker } from "../../../actions/docker";
import { changeSuperuser, type SuperuserPassword } from "../../../actions/superuser";

function play(serves = true) {
  const done: string[] = [];
  const answer = () =>
    new Duplex({
      read() {},
      write(chunk: Buffer, _, next) {
        done.push(...chunk.toString().trim().split("\n"));
        this.push(Buffer.concat([Buffer.from([1, 0, 0, 0, 0, 0, 0, 8]), Buffer.from("OK\nOK\nOK")]));
        this.push(null);
        next();
      },
    });
  const docker = {
    listImages: async () => [{}],
    listContainers: async () => (serves ? [{ Id: "redis", State: "running" }] : []),
    getContainer: () => ({
      exec: async () => ({ start: async () => answer(), inspect: async () => ({ ExitCode: 0 }) }),
    }),
    createContainer: async () => ({
      getArchive: async () => Readable.from([await archive([])]),
      putArchive: async () => void done.push("file"),
      remove: async () => {},
    }),
  } as unknown as Docker;
  return { docker, done };
}

const wanted: SuperuserPassword = {
  stack: "local",
  version: 2,
  account: { kind: "redis-user", service: "redis", name: "default", superuser: true },
  superuser: { name: "default", passwordFile: "/run/secrets/redis_password/999" },
  volume: "local_redis_password_current",
  readers: [{ uid: 999, mode: 0o400 }],
  value: "hunter2",
};
const HASH = "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7";

describe("A superuser's password (unit)", () => {
  it("is taken by the server, then written to the file, and only then the one password that there is", async () => {
    const { docker, done } = play();
    await changeSuperuser(wanted, () => {}, docker);
    expect(done).toStrictEqual([
      `ACL SETUSER default #${HASH}`,
      "ACL SAVE",
      "QUIT",
      "file",
      `ACL SETUSER default resetpass #${HASH}`,
      "ACL SAVE",
      "QUIT",
    ]);
  });

  it("stays while its server does not run", async () => {
    await expect(changeSuperuser(wanted, () => {}, play(false).docker)).rejects.toThrow(
      "no container of redis runs, so default keeps its password",
    );
  });
});
