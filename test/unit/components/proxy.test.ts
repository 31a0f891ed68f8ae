// Mocks show inputs; that a proxy runs like this and that nothing else is reachable, only a daemon shows.
import { describe, expect, it } from "vitest";
import type { ProxyArgs } from "../../../components/proxy";
import type { ProxyKind } from "../../../systems/system";
import { listed, only, program, valueOf } from "../fixture";

const CONTAINER = "docker:index/container:Container";

async function proxy(kind: ProxyKind = "nginx", changes: Partial<ProxyArgs> = {}) {
  return program(async (opts) => {
    const [{ Image }, { Network }, { Proxy }] = await Promise.all([
      import("../../../components/image"),
      import("../../../components/network"),
      import("../../../components/proxy"),
    ]);
    return new Proxy(
      "proxy",
      {
        stack: "staging",
        kind,
        image: new Image("nginx", { kind: "pull", name: "nginx:1.30" }, opts),
        limits: { memoryMiB: 128, cpus: 1 },
        entrance: {
          publish: { address: "0.0.0.0", port: 80 },
          internal: new Network("internal", { stack: "staging", subnet: "10.210.3.0/24" }, opts),
          external: new Network("external", { stack: "staging" }, opts),
          subnet: "10.210.3.0/24",
          aliases: ["api", "bot_admin"],
        },
        forwarded: false,
        ...changes,
        staticVolumes: [],
      },
      opts,
    );
  });
}

describe("Proxy", () => {
  it("H1 publishes one port, is on both networks, and answers to the names of the services behind it", async () => {
    const { resources } = await proxy();
    expect(only(resources, CONTAINER, "proxy").inputs).toStrictEqual({
      image: "sha256:pulled-nginx",
      entrypoints: ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", "/etc/roadstead/live/nginx.conf"],
      user: "65534:65534",
      healthcheck: {
        tests: ["CMD", "curl", "-fsS", "http://127.0.0.1:10081/release"],
        interval: "10s",
        timeout: "3s",
        retries: 3,
      },
      stopSignal: "SIGQUIT",
      ports: [{ internal: 10080, external: 80, ip: "0.0.0.0" }],
      networksAdvanced: [
        { name: "staging_external" },
        { name: "staging_internal", ipv4Address: "10.210.3.128", aliases: ["api", "bot_admin"] },
      ],
      volumes: [{ containerPath: "/etc/roadstead" }],
      labels: [
        { label: "roadstead.stack", value: "staging" },
        { label: "roadstead.service", value: "proxy" },
        { label: "roadstead.release", value: expect.stringMatching(/^[0-9a-f]{12}$/) },
        { label: "roadstead.secrets", value: "" },
      ],
      memory: 128,
      memorySwap: 128,
      cpus: "1.0",
      stopTimeout: 30,
      destroyGraceSeconds: 30,
      logDriver: "json-file",
      logOpts: { "max-size": "10m", "max-file": "3" },
      capabilities: { drops: ["ALL"], adds: [] },
      securityOpts: ["no-new-privileges"],
      readOnly: true,
      tmpfs: { "/tmp": "rw,mode=1777,size=64m" },
      start: false,
      mustRun: false,
      restart: "unless-stopped",
    });
  });

  it("is one container, which the cutover starts", async () => {
    const { resources, result } = await proxy();
    const own = resources.filter(({ name }) => name === "proxy");
    expect(listed(own)).toStrictEqual([`${CONTAINER}::proxy`, "roadstead:index:Proxy::proxy"]);
    expect(only(resources, CONTAINER, "proxy").options).toStrictEqual({
      parent: "roadstead:index:Proxy::proxy",
      dependsOn: [],
      deleteBeforeReplace: false,
    });
    expect(await valueOf(result.wanted)).toStrictEqual({
      service: "proxy",
      containers: ["proxy-id"],
      health: {
        test: ["CMD", "curl", "-fsS", "http://127.0.0.1:10081/release"],
        timeoutSeconds: 3,
        budgetSeconds: 20,
      },
      stopGraceSeconds: 5,
    });
  });

  it("runs Caddy with the one capability that its file asks for", async () => {
    const { resources } = await proxy("caddy");
    expect(only(resources, CONTAINER, "proxy").inputs).toMatchObject({
      entrypoints: ["caddy", "run", "--config", "/etc/roadstead/live/Caddyfile", "--adapter", "caddyfile"],
      envs: ["GOMEMLIMIT=102MiB"],
      stopSignal: "SIGTERM",
      capabilities: { drops: ["ALL"], adds: ["CAP_NET_BIND_SERVICE"] },
    });
  });

  it("behind a forwarder publishes nothing, has no name, and is another container when it is told something else", async () => {
    const { resources } = await proxy("caddy", { forwarded: true, text: "0123456789ab" });
    const { inputs } = only(resources, CONTAINER, "proxy");
    expect(inputs).not.toHaveProperty("ports");
    expect(inputs).toMatchObject({
      networksAdvanced: [{ name: "staging_external" }, { name: "staging_internal" }],
      labels: expect.arrayContaining([{ label: "roadstead.text", value: "0123456789ab" }]),
      stopTimeout: 5,
    });
  });
});
