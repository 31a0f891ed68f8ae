import { describe, expect, it } from "vitest";
import { changedParts, entranceNotice, madeOf, restartNotice } from "../../../components/restart";
import type { ServiceArgs } from "../../../components/service";
import type { Service } from "../../../systems/system";

const definition: Service = {
  image: { name: "postgres:15" },
  secrets: [{ name: "password" }],
  healthcheck: { test: ["CMD", "pg_isready"] },
  limits: { memoryMiB: 1, cpus: 1 },
};

const args = (changed: object = {}) =>
  ({
    definition,
    image: { source: "postgres:15" },
    environment: { POSTGRES_DB: "app" },
    limits: { memoryMiB: 512, cpus: 1 },
    secrets: { password: { version: 1, inPlace: false } },
    ...changed,
  }) as unknown as ServiceArgs;

const changedBy = (changed: object) => changedParts(madeOf(args()), madeOf(args(changed)));

describe("What a service is made from", () => {
  it.each([
    ["image", { image: { source: "postgres:16" } }],
    ["environment", { environment: { POSTGRES_DB: "other" } }],
    ["memory", { limits: { memoryMiB: 600, cpus: 1 } }],
    ["cpus", { limits: { memoryMiB: 512, cpus: 2 } }],
    ["secrets", { secrets: { password: { version: 2, inPlace: false } } }],
    ["command", { definition: { ...definition, command: ["postgres", "-c", "jit=off"] } }],
    ["stopGraceSeconds", { definition: { ...definition, stopGraceSeconds: 60 } }],
    ["volumes", { definition: { ...definition, volumes: [{ name: "data", path: "/data" }] } }],
  ])("differs in its %s", (part, changed) => {
    expect(changedBy(changed)).toStrictEqual([part]);
  });

  it("does not differ when a password changes that its containers read where it is", () => {
    const version = (number: number) => madeOf(args({ secrets: { password: { version: number, inPlace: true } } }));
    expect(changedParts(version(1), version(2))).toStrictEqual([]);
  });

  it("differs in a part that only one of the two knows", () => {
    expect(changedParts({ image: "1" }, { image: "1", ports: "2" })).toStrictEqual(["ports"]);
    expect(changedParts({ image: "1", ports: "2" }, { image: "1" })).toStrictEqual(["ports"]);
  });
});

describe("The notice of a restart", () => {
  const rest =
    "It stops before the new one starts, since its data has one writer; until that is healthy, what needs it waits or fails. Its volumes stay.";

  it("says what changes", () => {
    expect(restartNotice("postgres", ["image"])).toBe(`postgres restarts: its image changes. ${rest}`);
    expect(restartNotice("postgres", ["image", "memory", "cpus"])).toBe(
      `postgres restarts: its image, memory, and cpus change. ${rest}`,
    );
  });

  it("says so where nothing changes, or nothing is known of the former one", () => {
    expect(restartNotice("postgres", [])).toBe(
      `postgres restarts: its container is not the one that was deployed. ${rest}`,
    );
  });

  it("says of the proxy for how long nobody is answered, and nothing where it stays", () => {
    expect(entranceNotice("proxy", ["image"], 30)).toBe(
      "the proxy restarts: its image changes. It stops before the new one starts, since a port of the host has one owner; until " +
        "that answers, about a second after the requests under way have ended or 30 s are over, nobody is answered.",
    );
    expect(entranceNotice("proxy", [], 30)).toBeUndefined();
    expect(entranceNotice("forwarder", ["memory", "entrance"], 5)).toBe(
      "the forwarder takes over the entrance. What stands there stops before it starts, since a port of the host has one owner; " +
        "until that answers, about a second after the requests under way have ended or 5 s are over, nobody is answered.",
    );
  });
});
