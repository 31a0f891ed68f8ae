import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Cli } from "../../../setup/cli";

const place = vi.hoisted(() => ({ local: "" }));
vi.mock("../../../setup/paths", () => ({
  get local() {
    return place.local;
  },
}));

const resource = (name: string) => ({ urn: `urn:pulumi:${name}::roadstead::pulumi:pulumi:Stack::x`, type: "x" });

/** Exports a stack of its own, and notes what it was asked. */
const asked: string[][] = [];
const cli = {
  read: async (args: string[]) => {
    asked.push(args);
    return JSON.stringify({ deployment: { resources: [resource("exported")] } });
  },
} as unknown as Cli;

async function nameRead(...flags: string[]): Promise<string | undefined> {
  vi.resetModules();
  const { readState } = await import("../../../setup/state");
  return (await readState(cli, flags)).resources?.[0]?.urn.split(/::|:/)[2];
}

function keep(name: string): void {
  const folder = join(place.local, "state", ".pulumi", "stacks", "roadstead");
  mkdirSync(folder, { recursive: true });
  const checkpoint = { latest: { resources: [resource(name)] } };
  writeFileSync(join(folder, `${name}.json`), JSON.stringify({ version: 3, checkpoint }));
  writeFileSync(join(folder, `${name}.json.bak`), "{}");
}

describe("The state of a stack", () => {
  beforeEach(() => {
    place.local = mkdtempSync(join(tmpdir(), "state-"));
    asked.length = 0;
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(place.local, { recursive: true });
  });

  it("is read from the clone's own backend, that of the only stack where none is named", async () => {
    keep("local");
    expect(await nameRead()).toBe("local");
    keep("staging");
    expect(await nameRead("--stack", "staging")).toBe("staging");
    expect(await nameRead("--stack=local")).toBe("local");
    expect(asked).toEqual([]);
  });

  it("is asked of the engine where several are there and none is named, or another backend is chosen", async () => {
    keep("local");
    keep("staging");
    expect(await nameRead()).toBe("exported");
    vi.stubEnv("PULUMI_BACKEND_URL", "s3://elsewhere");
    expect(await nameRead("--stack", "local")).toBe("exported");
    expect(asked).toEqual([
      ["stack", "export"],
      ["stack", "export", "--stack", "local"],
    ]);
  });

  it("is asked of the engine for a stack that has no file", async () => {
    expect(await nameRead("--stack", "organization/roadstead/local")).toBe("exported");
  });
});
