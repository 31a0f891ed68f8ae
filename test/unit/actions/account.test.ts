// A stand-in plays a Redis server that says OK; that real servers take what it is told, the engine tests show.
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import { type AccountVersion, dropAccount, makeAccount } from "../../../actions/account";
import type { Docker } from "../../../actions/docker";
import { frame } from "./frame";

interface Around {
  /** Versions of the secret `database` that other containers hold. */
  readonly held?: readonly { readonly version: number; readonly running: boolean }[];
  readonly users?: readonly string[];
  /** What the server answers to a change. Default: OK. */
  readonly answer?: string;
  /** Whether the server runs. Default: true. */
  readonly serves?: boolean;
}

function play({ held = [], users = [], answer = "OK", serves = true }: Around) {
  const [asked, said, words] = [[] as string[], [] as string[], [] as string[][]];
  const docker = {
    listContainers: async ({ filters }: { filters: { label: string[] } }) =>
      filters.label.includes("roadstead.service=redis")
        ? serves
          ? [{ Id: "redis", State: "running" }]
          : []
        : held.map(({ version, running }) => ({
            Names: [`/api-${version}`],
            Labels: { "roadstead.service": "api", "roadstead.secrets": `database=${version}` },
            State: running ? "running" : "exited",
          })),
    getContainer: () => ({
      exec: async ({ Cmd }: { Cmd: string[] }) => {
        words.push(Cmd);
        return {
          start: async () => server(asked, (line) => reply(line, users, answer)),
          inspect: async () => ({ ExitCode: 0 }),
        };
      },
    }),
  } as unknown as Docker;
  return { docker, asked, said, words, say: (line: string) => void said.push(line) };
}

/** Answers each line with a frame of Docker's, after the OK to the login. */
function server(asked: string[], answer: (line: string) => string): Duplex {
  const stream = new Duplex({
    read() {},
    write(chunk: Buffer, _, done) {
      const lines = chunk
        .toString()
        .trim()
        .split("\n")
        .filter((line) => line !== "QUIT");
      asked.push(...lines);
      stream.push(frame(["OK", ...lines.map(answer)].join("\n")));
      stream.push(null);
      done();
    },
  });
  return stream;
}

const reply = (line: string, users: readonly string[], answer: string) =>
  line === "ACL USERS" ? users.join("\n") : line.startsWith("ACL DELUSER") ? "1" : answer;

const wanted: AccountVersion = {
  stack: "local",
  secret: "database",
  version: 2,
  account: { kind: "redis-user", service: "redis", name: "app" },
  superuser: { name: "default", passwordFile: "/run/secrets/redis_password/999" },
  value: "hunter2",
};
const HASH = "f52fbd32b2b3b86ff88ef6c490628285f482af15ddcb29541f94bcf526a3f6c7";

describe("The user of a secret's version (unit)", () => {
  it("is made and saved, and the password is never said", async () => {
    const { docker, asked, said, words, say } = play({ users: ["default", "app_2"] });
    await makeAccount(wanted, say, docker);
    expect(asked).toStrictEqual([`ACL SETUSER app_2 reset on #${HASH} ~* &* +@all -@admin`, "ACL SAVE", "ACL USERS"]);
    expect(said).toStrictEqual(["redis has the user app_2"]);
    expect(JSON.stringify([asked, said, words])).not.toContain("hunter2");
  });

  it("is made with the rules that the system says", async () => {
    const { docker, asked, say } = play({});
    await makeAccount(
      { ...wanted, account: { ...wanted.account, rules: ["~queue*", "+@read"] } as never },
      say,
      docker,
    );
    expect(asked[0]).toBe(`ACL SETUSER app_2 reset on #${HASH} ~queue* +@read`);
  });

  it("takes the place of users whose version no container knows, and of no other", async () => {
    const users = ["default", "app", "app_0", "app_1", "app_2", "app_3", "app_x", "other_0"];
    const held = [
      { version: 1, running: true },
      { version: 3, running: false },
    ];
    const { docker, asked, said, say } = play({ users, held });
    await makeAccount(wanted, say, docker);
    expect(asked.filter((line) => line.includes("DELUSER"))).toStrictEqual(["ACL DELUSER app_0"]);
    expect(said).toStrictEqual(["redis has the user app_2", "redis has no user app_0 any more"]);
  });

  it("is not made while its server does not run, or when that refuses", async () => {
    await expect(makeAccount(wanted, () => {}, play({ serves: false }).docker)).rejects.toThrow(
      "no container of redis runs, so that it has no user app yet",
    );
    const refusing = play({ answer: `ERR Error in ACL SETUSER modifier '#${HASH}': Syntax error` });
    await expect(makeAccount(wanted, () => {}, refusing.docker)).rejects.toThrow(
      "redis refused a command about its users:\nOK\nERR Error in ACL SETUSER modifier '...': Syntax error",
    );
  });

  it("Y3 is not dropped while a running container holds its version", async () => {
    const { docker, asked, say } = play({
      held: [
        { version: 2, running: true },
        { version: 3, running: true },
      ],
    });
    await expect(dropAccount(wanted, say, docker)).rejects.toThrow(
      "the user app_2 is not dropped, because a running container holds version 2 of database: api-2. " +
        "Stop it (docker stop api-2) and deploy again.",
    );
    expect(asked).toStrictEqual([]);
  });

  it("Y3 is dropped when only stopped containers and those of other versions are left", async () => {
    const { docker, asked, said, say } = play({
      held: [
        { version: 2, running: false },
        { version: 3, running: true },
      ],
    });
    await dropAccount(wanted, say, docker);
    expect(asked).toStrictEqual(["ACL DELUSER app_2", "ACL SAVE"]);
    expect(said).toStrictEqual(["redis has no user app_2 any more"]);
  });

  it("stays in the data of a server that does not run, and says so", async () => {
    const { docker, said, say } = play({ serves: false });
    await dropAccount(wanted, say, docker);
    expect(said).toStrictEqual(["redis does not run, so app_2 stays in its data until another takes its place"]);
  });
});
