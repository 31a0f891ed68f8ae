// A stand-in for Docker refuses an address in use as Docker does; the engine tests show it on a real daemon.
import { describe, expect, it } from "vitest";
import { giveAddresses, giveFreeAddress, nextAddress, startAtOwnAddress } from "../../../actions/address";
import type { Container, Docker } from "../../../actions/docker";
import { generator } from "../fixture";

const subnet = "10.210.0.0/24";
const hosts = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `10.210.0.${from + index}`);

describe("The next fixed address", () => {
  it.each<[string, string[], string]>([
    ["is the first one after the proxy's", [], "10.210.0.129"],
    [
      "passes over the proxy's own address and those that Docker hands out",
      ["10.210.0.2", "10.210.0.128"],
      "10.210.0.129",
    ],
    ["follows the highest one taken", ["10.210.0.129", "10.210.0.131"], "10.210.0.132"],
    ["lets one that was given back rest", ["10.210.0.130"], "10.210.0.131"],
    ["goes back to the first one after the last", ["10.210.0.252"], "10.210.0.129"],
    ["finds the lowest gap after going back", ["10.210.0.129", "10.210.0.130", "10.210.0.252"], "10.210.0.131"],
    ["is the last one that is left", hosts(129, 252).filter((ip) => ip !== "10.210.0.200"), "10.210.0.200"],
    ["overlooks other subnets", ["10.210.1.129", "10.21.0.130", "110.210.0.131", "172.17.0.200"], "10.210.0.129"],
    ["overlooks what is no address of a container", ["", "10.210.0.255", "10.210.0.0"], "10.210.0.129"],
    ["counts an address twice as once", ["10.210.0.129", "10.210.0.129"], "10.210.0.130"],
  ])("%s", (_, taken, next) => {
    expect(nextAddress(subnet, taken)).toBe(next);
  });

  it("is refused when all are taken", () => {
    expect(() => nextAddress(subnet, hosts(129, 252))).toThrow(
      "all 124 fixed addresses of 10.210.0.0/24 are taken; remove containers or choose another subnet",
    );
  });

  it("H3 is never one that is taken, through a thousand containers that come and go", () => {
    const random = generator(1);
    const taken = new Set(["10.210.0.128"]);
    const wrong: string[] = [];
    for (let container = 0; container < 1000; container++) {
      const stays = [...taken].filter((_, index) => index === 0 || random() < 0.99).slice(0, 126);
      const next = nextAddress(subnet, stays);
      const host = Number(next.replace("10.210.0.", ""));
      if (stays.includes(next) || !(host >= 129 && host <= 254)) wrong.push(next);
      taken.clear();
      for (const address of [...stays, next]) taken.add(address);
    }
    expect(wrong).toStrictEqual([]);
  });

  it("H3 does not come back at once, so that no connection meets another service", () => {
    const given: string[] = [];
    for (let deploy = 0; deploy < 124; deploy++) given.push(nextAddress(subnet, given.slice(-1)));
    expect(new Set(given).size).toBe(124);
  });
});

const network = { name: "staging_internal", subnet };

/** A network with containers on it, of which one can start when no other runs at its address. */
function daemon(addresses: Readonly<Record<string, string>>, running: readonly string[] = []) {
  const at = new Map(Object.entries(addresses));
  const up = new Set(running);
  const calls: string[] = [];
  const endpoint = (id: string) => {
    const IPv4Address = at.get(id) ?? "";
    return { Networks: { [network.name]: { IPAMConfig: { IPv4Address }, IPAddress: up.has(id) ? IPv4Address : "" } } };
  };
  const docker = {
    listContainers: async ({ all = false } = {}) =>
      [...at.keys()].flatMap((Id) => (all || up.has(Id) ? [{ Id, NetworkSettings: endpoint(Id) }] : [])),
    getNetwork: () => ({
      disconnect: async ({ Container: id }: { Container: string }) => void at.set(id, ""),
      connect: async (to: { Container: string; EndpointConfig: { IPAMConfig: { IPv4Address: string } } }) => {
        calls.push(`${to.Container} gets ${to.EndpointConfig.IPAMConfig.IPv4Address}`);
        at.set(to.Container, to.EndpointConfig.IPAMConfig.IPv4Address);
      },
    }),
  } as unknown as Docker;
  const container = (id: string) =>
    ({
      id,
      inspect: async () => ({ NetworkSettings: endpoint(id) }),
      start: async () => {
        const taken = [...up].some((other) => other !== id && at.get(other) === at.get(id));
        calls.push(`${id} starts${taken ? ": refused" : ""}`);
        if (taken) throw Object.assign(new Error("(HTTP code 403) Address already in use"), { statusCode: 403 });
        up.add(id);
      },
    }) as unknown as Container;
  return { docker, container, calls };
}

describe("A container that is to have an address of its own", () => {
  it("H3 gets one that no other container has, also among twenty that get theirs together", async () => {
    const replicas = Array.from({ length: 20 }, (_, index) => `new-${index}`);
    const { docker, container, calls } = daemon(
      { old: "10.210.0.129", ...Object.fromEntries(replicas.map((id) => [id, ""])) },
      ["old"],
    );
    const containers = replicas.map(container);
    await giveAddresses(docker, containers, network);
    await Promise.all(containers.map((each) => startAtOwnAddress(docker, each, network)));
    const given = replicas.map((id, index) => `${id} gets 10.210.0.${130 + index}`);
    expect(calls).toStrictEqual([...given, ...replicas.map((id) => `${id} starts`)]);
  });

  it("H3 keeps the one that it has", async () => {
    const { docker, container, calls } = daemon({ old: "10.210.0.129", new: "10.210.0.140" }, ["old"]);
    await giveAddresses(docker, [container("new")], network);
    await startAtOwnAddress(docker, container("new"), network);
    expect(calls).toStrictEqual(["new starts"]);
  });

  it("gets another one when Docker says that it is in use", async () => {
    const { docker, container, calls } = daemon({ old: "10.210.0.129", new: "10.210.0.129" }, ["old"]);
    await startAtOwnAddress(docker, container("new"), network);
    expect(calls).toStrictEqual(["new starts: refused", "new gets 10.210.0.130", "new starts"]);
  });

  it("is refused with Docker's own words when it cannot start for another reason", async () => {
    const { docker, container } = daemon({ new: "10.210.0.129" });
    const broken = { ...container("new"), start: async () => Promise.reject(new Error("no such image")) };
    await expect(startAtOwnAddress(docker, broken as unknown as Container, network)).rejects.toThrow("no such image");
  });
});

describe("A container that is to have one of two addresses", () => {
  const two = ["10.210.0.253", "10.210.0.254"];

  it.each([
    ["the first one", { new: "" }, [], ["new gets 10.210.0.253"]],
    ["the other one where another runs", { old: "10.210.0.253", new: "" }, ["old"], ["new gets 10.210.0.254"]],
    ["the one that it has", { old: "10.210.0.253", new: "10.210.0.254" }, ["old"], []],
    ["one that another has and does not run at", { old: "10.210.0.253", new: "" }, [], ["new gets 10.210.0.253"]],
    [
      "another than the one that it has",
      { old: "10.210.0.253", new: "10.210.0.253" },
      ["old"],
      ["new gets 10.210.0.254"],
    ],
  ] as const)("gets %s", async (_, addresses, running, given) => {
    const { docker, container, calls } = daemon(addresses as Readonly<Record<string, string>>, running);
    await giveFreeAddress(docker, container("new"), network, two);
    expect(calls).toStrictEqual(given);
  });

  it("is refused when running containers have both", async () => {
    const { docker, container } = daemon({ a: "10.210.0.253", b: "10.210.0.254", new: "" }, ["a", "b"]);
    await expect(giveFreeAddress(docker, container("new"), network, two)).rejects.toThrow(
      `running containers have 10.210.0.253 and 10.210.0.254 on ${network.name}; stop one of them`,
    );
  });
});
