// The scripts that work on the volume run here, on a folder of this machine; a stand-in plays the daemon and the processes.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { type Configure, configure } from "../../../actions/configure";
import type { Docker } from "../../../actions/docker";
import { folder } from "../fixture";
import { frame } from "./frame";

const FILE = "postgresql.conf";

const change: Configure = {
  stack: "shop",
  service: "postgres",
  volume: "shop_postgres_configuration",
  tool: "sha256:nginx",
  path: `/etc/roadstead/${FILE}`,
  text: "new",
  digest: "cafe",
  signal: "SIGHUP",
  check: ["CMD", "check"],
  taken: ["CMD", "taken"],
  patienceSeconds: 0.2,
};

/** A daemon whose volume is a folder, and a process that holds what it last read. */
class Play {
  readonly volume = folder();
  readonly asked: string[] = [];
  /** What the process has read; nothing when it does not run. */
  holds: string | undefined = "old";
  refuses = false;
  /** Texts that it rereads without taking them. */
  passesOver: readonly string[] = [];
  /** The process is gone between two looks. */
  restarting = false;
  /** The script before which the action dies. */
  diesBefore = "";

  get files(): Record<string, string> {
    return Object.fromEntries(
      readdirSync(this.volume).map((name) => [name, readFileSync(join(this.volume, name), "utf8")]),
    );
  }

  reread(): void {
    const text = existsSync(join(this.volume, FILE)) ? readFileSync(join(this.volume, FILE), "utf8") : "";
    if (!this.passesOver.includes(text)) this.holds = text;
  }

  get docker(): Docker {
    return {
      listContainers: async () =>
        this.holds === undefined ? [] : [this.#running("1", "/etc/roadstead"), this.#running("2", "/etc")],
      getContainer: (id: string) => this.#process(id),
      createContainer: async ({ Entrypoint, Cmd }: { Entrypoint: string[]; Cmd: string[] }) =>
        this.#tool(Entrypoint, Cmd),
    } as unknown as Docker;
  }

  #running = (Id: string, Destination: string) => ({
    Id,
    State: "running",
    Mounts: [{ Name: change.volume, Destination }],
  });

  #process(id: string) {
    expect(id).toBe("1");
    return {
      kill: async ({ signal }: { signal: string }) => {
        this.asked.push(signal);
        this.reread();
      },
      exec: async ({ Cmd, Env }: { Cmd: string[]; Env: string[] }) => {
        if (this.restarting) throw Object.assign(new Error("not running"), { statusCode: 409 });
        this.asked.push(`${Cmd.join(" ")} ${Env.join(" ")}`);
        const good = Cmd[0] === "check" ? !this.refuses : this.holds === "new";
        return {
          start: async () => Readable.from([frame(good ? "" : "work_mem: not like this")]),
          inspect: async () => ({ ExitCode: good ? 0 : 1 }),
        };
      },
    };
  }

  #tool([, , script = ""]: string[], args: string[]) {
    let ran: ReturnType<typeof spawnSync> | undefined;
    return {
      putArchive: async () => writeFileSync(join(this.volume, "next"), "new"),
      start: async () => {
        if (this.diesBefore && script.includes(this.diesBefore)) throw new Error("killed");
        ran = spawnSync("sh", ["-euc", script.replace("/volume", this.volume), "-", ...args], { encoding: "utf8" });
      },
      wait: async () => ({ StatusCode: ran?.status }),
      logs: async () => frame(`${ran?.stdout}${ran?.stderr}`),
      remove: async () => {},
    };
  }
}

describe("A configuration that a signal changes (unit)", () => {
  let play: Play;
  const said: string[] = [];
  const run = () => configure(change, (line) => void said.push(line), play.docker);

  beforeEach(() => {
    play = new Play();
    said.length = 0;
    writeFileSync(join(play.volume, FILE), "old");
  });

  it("H2 is checked, put in place and signalled, and the process is asked whether it has taken it", async () => {
    await run();
    expect(play.asked).toStrictEqual(["check FILE=/etc/roadstead/next", "SIGHUP", "taken DIGEST=cafe"]);
    expect(play.files).toStrictEqual({ [FILE]: "new" });
    expect(said).toStrictEqual(["postgres has taken configuration cafe"]);
  });

  it("H2 is written where nothing runs yet", async () => {
    play = new Play();
    play.holds = undefined;
    await run();
    expect(play.asked).toStrictEqual([]);
    expect(play.files).toStrictEqual({ [FILE]: "new" });
    expect(said).toStrictEqual(["postgres does not run; it reads configuration cafe when it starts"]);
  });

  it("H2 signals nobody where it is in place already", async () => {
    writeFileSync(join(play.volume, FILE), "new");
    await run();
    expect(play.asked).toStrictEqual([]);
    expect(play.files).toStrictEqual({ [FILE]: "new" });
  });

  it("H2 that the process refuses never takes the place of the one in use", async () => {
    play.refuses = true;
    await expect(run()).rejects.toThrow(
      "postgres refuses the new configuration; the one in use is untouched:\nwork_mem: not like this",
    );
    expect(play.asked).not.toContain("SIGHUP");
    expect(play.files).toStrictEqual({ [FILE]: "old" });
  });

  it(
    "H2 that the process does not take makes room for the former one, which is signalled again",
    { timeout: 30_000 },
    async () => {
      play.passesOver = ["new"];
      await expect(run()).rejects.toThrow(
        /^postgres has not taken the new configuration within 0\.2 s of SIGHUP:\nwork_mem: not like this\nWhat a process takes only/,
      );
      expect(play.files).toStrictEqual({ [FILE]: "old" });
      expect(play.asked.filter((asked) => asked === "SIGHUP")).toHaveLength(2);
      expect(said).toStrictEqual(["put the former configuration of postgres back"]);
    },
  );

  it("leaves a process alone that restarts at this moment, and reads the file then", async () => {
    play.restarting = true;
    await run();
    expect(play.files).toStrictEqual({ [FILE]: "new" });
  });

  it.each([
    "ln -f",
    "rm -f former",
  ])("is put right by the next deploy when it was cut off before `%s`", async (script) => {
    play.diesBefore = script;
    await expect(run()).rejects.toThrow("killed");
    play.diesBefore = "";
    await run();
    expect(play.files).toStrictEqual({ [FILE]: "new" });
    expect(play.holds).toBe("new");
  });

  it("takes back what a deploy that was killed after the swap has left, before anything else", async () => {
    writeFileSync(join(play.volume, "former"), "old");
    writeFileSync(join(play.volume, FILE), "unseen");
    play.holds = "unseen";
    play.refuses = true;
    await expect(run()).rejects.toThrow("refuses");
    expect(play.files).toStrictEqual({ [FILE]: "old" });
    expect(play.holds).toBe("old");
  });
});
