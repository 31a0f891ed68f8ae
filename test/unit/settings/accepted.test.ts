import { describe, expect, it } from "vitest";
import { parseSettings } from "../../../settings/parse";
import type { Settings } from "../../../settings/settings";
import { complete, shop } from "./system";

const digest = `sha256:${"ab".repeat(32)}`;
const small = { memoryMiB: 128, cpus: 0.5 };

const defaults: Settings = {
  stack: "staging",
  system: shop,
  runtime: "docker",
  host: "unix:///var/run/docker.sock",
  ports: { http: 8080, https: 8443, address: "127.0.0.1" },
  subnet: "10.210.0.0/24",
  services: {
    api: {
      image: { kind: "pull", name: `ghcr.io/acme/api@${digest}` },
      environment: { LOG_LEVEL: "info", RELEASE: "v1" },
      limits: small,
      replicas: 1,
    },
    beat: {
      image: { kind: "pull", name: `ghcr.io/acme/beat@${digest}` },
      environment: {},
      limits: small,
      replicas: 1,
    },
    postgres: {
      image: { kind: "pull", name: "postgres:15" },
      environment: {},
      limits: { memoryMiB: 512, cpus: 1 },
      replicas: 1,
    },
  },
  jobs: {},
  staticVolumes: {},
  proxy: {
    image: { kind: "pull", name: "nginx:1.30" },
    limits: small,
    headers: {},
    bodyLimitBytes: 10_485_760,
    drainSeconds: 30,
  },
  stores: {},
  secrets: {
    postgres_password: { kind: "generated", version: 1 },
    telegram_token: { kind: "provided", version: 1 },
  },
  diskReserveBytes: 1_073_741_824,
  cpuOvercommit: 8,
  warnings: [],
};

const read = (config: Record<string, unknown>, stack = "staging") =>
  parseSettings(stack, { ...complete, ...config }, { systems: { shop } });

const service = (name: string, change: object): Settings => ({
  ...defaults,
  services: { ...defaults.services, [name]: { ...defaults.services[name], ...change } } as Settings["services"],
});

const proxy = (change: object): Settings => ({ ...defaults, proxy: { ...defaults.proxy, ...change } });

describe("A stack file that is accepted", () => {
  it.each<[string, Record<string, unknown>, Settings]>([
    ["fills in all that it leaves out", {}, defaults],
    [
      "counts a key with nothing behind it as left out",
      { "roadstead:host": "", "roadstead:environment": null, "roadstead:ports": "" },
      defaults,
    ],
    [
      "overlooks the keys of other packages",
      { "docker:host": "ssh://somewhere", "aws:region": "eu-central-1", "pulumi:autonaming": "{}" },
      defaults,
    ],
    ["takes a key without the namespace", { subnet: "172.20.3.0/24" }, { ...defaults, subnet: "172.20.3.0/24" }],
    ["names the runtime", { "roadstead:runtime": "docker" }, defaults],
    [
      "reaches a host over SSH",
      { "roadstead:host": "ssh://deploy@[2001:db8::7]:2222" },
      { ...defaults, host: "ssh://deploy@[2001:db8::7]:2222" },
    ],
    [
      "reaches a host over TCP",
      { "roadstead:host": "tcp://10.0.0.7:2375" },
      { ...defaults, host: "tcp://10.0.0.7:2375" },
    ],
    [
      "moves the port and keeps the address",
      { "roadstead:ports": { http: "80" } },
      { ...defaults, ports: { http: 80, https: 8443, address: "127.0.0.1" } },
    ],
    [
      "opens the port to everyone",
      { "roadstead:ports": { address: "0.0.0.0" } },
      { ...defaults, ports: { http: 8080, https: 8443, address: "0.0.0.0" } },
    ],
    [
      "takes a base image by tag",
      { "roadstead:images": { ...complete["roadstead:images"], postgres: "registry.example:5000/postgres:16" } },
      service("postgres", { image: { kind: "pull", name: "registry.example:5000/postgres:16" } }),
    ],
    [
      "puts a forwarder before a proxy that starts first",
      { "roadstead:proxy": { updateOrder: "start-first" }, "roadstead:limits": { forwarder: { memory: "64m" } } },
      proxy({ forwarder: { image: { kind: "pull", name: "nginx:1.30" }, limits: { memoryMiB: 64, cpus: 1 } } }),
    ],
    ["puts none before one that stops first", { "roadstead:proxy": { updateOrder: "stop-first" } }, defaults],
    [
      "takes the proxy's image by digest",
      { "roadstead:images": { ...complete["roadstead:images"], proxy: `nginx@${digest}` } },
      proxy({ image: { kind: "pull", name: `nginx@${digest}` } }),
    ],
    [
      "lets the stack's variables win over the system's, and writes numbers and truth values as text",
      { "roadstead:environment": { api: { RELEASE: "v2", BOOT_SECONDS: 3, DEBUG: true, EMPTY: "", RATIO: 0.5 } } },
      service("api", {
        environment: { LOG_LEVEL: "info", RELEASE: "v2", BOOT_SECONDS: "3", DEBUG: "true", EMPTY: "", RATIO: "0.5" },
      }),
    ],
    [
      "reads maps in the JSON that the engine passes on",
      { "roadstead:environment": '{"beat":{"TICK":"007"}}', "roadstead:replicas": '{"api":2}' },
      {
        ...defaults,
        services: {
          ...service("beat", { environment: { TICK: "007" } }).services,
          ...{ api: service("api", { replicas: 2 }).services.api },
        } as Settings["services"],
      },
    ],
    [
      "M5 changes one limit and keeps the other",
      { "roadstead:limits": { api: { memory: "1g" } } },
      service("api", { limits: { memoryMiB: 1024, cpus: 0.5 } }),
    ],
    [
      "M5 reads processors that `config set` wrote as text",
      { "roadstead:limits": { proxy: { cpus: "1.5" } } },
      proxy({ limits: { memoryMiB: 128, cpus: 1.5 } }),
    ],
    ["runs replicas", { "roadstead:replicas": { api: 20 } }, service("api", { replicas: 20 })],
    ["lets a stack say that what is exactly one is one", { "roadstead:replicas": { beat: 1, postgres: 1 } }, defaults],
    [
      "raises the versions of secrets",
      {
        "roadstead:secrets": { postgres_password: { version: 2 }, telegram_token: { version: "3", value: "hunter2" } },
      },
      {
        ...defaults,
        secrets: {
          postgres_password: { kind: "generated", version: 2 },
          telegram_token: { kind: "provided", version: 3 },
        },
      },
    ],
    [
      "shapes the proxy",
      {
        "roadstead:proxy": {
          headers: { "X-XSS-Protection": 0, "X-Frame-Options": "DENY" },
          bodyLimit: "1.5m",
          drain: 60,
        },
      },
      proxy({
        headers: { "X-XSS-Protection": "0", "X-Frame-Options": "DENY" },
        bodyLimitBytes: 1_572_864,
        drainSeconds: 60,
      }),
    ],
    [
      "leaves more room on the disk",
      { "roadstead:diskReserve": "2.5g" },
      { ...defaults, diskReserveBytes: 2_684_354_560 },
    ],
    [
      "H9 gives its processors out twice and no more, as `config set` wrote it",
      { "roadstead:cpuOvercommit": "2" },
      { ...defaults, cpuOvercommit: 2 },
    ],
    ["checks no room on the disk", { "roadstead:diskReserve": "0" }, { ...defaults, diskReserveBytes: 0 }],
  ])("%s", (_, config, settings) => {
    expect(read(config)).toStrictEqual(settings);
  });

  it("builds in the stack local, where no image is named", () => {
    expect(read({ "roadstead:images": null }, "local").services.api?.image).toStrictEqual({
      kind: "build",
      context: "samples/shop",
      dockerfile: "api/Dockerfile",
    });
  });

  it("M5 gives every container of any stack both limits", () => {
    const { services, proxy } = read({});
    for (const { limits } of [...Object.values(services), proxy]) {
      expect(limits).toStrictEqual({ memoryMiB: expect.any(Number), cpus: expect.any(Number) });
    }
  });

  it("Y1 lets a preview go without a root key", () => {
    const config = { ...complete, "roadstead:rootKey": null };
    expect(parseSettings("staging", config, { systems: { shop }, preview: true })).toStrictEqual(defaults);
  });

  it("needs no root key when the system generates no secret", () => {
    const { telegram_token } = shop.secrets as Required<typeof shop.secrets>;
    const api = { ...shop.services.api, secrets: [{ name: "telegram_token" }] };
    const plain = { ...shop, services: { ...shop.services, api }, secrets: { telegram_token } } as typeof shop;
    const config = { ...complete, "roadstead:rootKey": null };
    expect(parseSettings("staging", config, { systems: { shop: plain } }).secrets).toStrictEqual({
      telegram_token: { kind: "provided", version: 1 },
    });
  });

  it("D5 accepts secret values that are encrypted", () => {
    const encrypted = new Set(["rootKey", "secrets"]);
    expect(parseSettings("staging", complete, { systems: { shop }, encrypted })).toStrictEqual(defaults);
  });

  it("holds no secret value", () => {
    const text = JSON.stringify(read({}));
    expect(text).not.toContain("hunter2");
    expect(text).not.toContain(complete["roadstead:rootKey"]);
  });

  it("leaves out what the stack does without, with the routes to it and the secrets that only it reads", () => {
    const { "roadstead:secrets": _, "roadstead:images": images, ...rest } = complete;
    const { api, ...others } = images;
    const { system, services, secrets } = parseSettings(
      "staging",
      { ...rest, "roadstead:images": others, "roadstead:without": ["api"] },
      { systems: { shop } },
    );
    expect(Object.keys(services)).toStrictEqual(["beat", "postgres"]);
    expect(system.proxy.routes).toStrictEqual([]);
    expect(system.surfaces).toStrictEqual({ backend: ["beat"] });
    expect(secrets).toStrictEqual({});
  });
});
