// Mocks show inputs; that another proxy starts behind it without a request lost, only a real deploy shows.
import { describe, expect, it } from "vitest";
import { listed, only, program, valueOf } from "../fixture";

const CONTAINER = "docker:index/container:Container";

async function forwarder() {
  return program(async (opts) => {
    const [{ Image }, { Network }, { Forwarder }] = await Promise.all([
      import("../../../components/image"),
      import("../../../components/network"),
      import("../../../components/forwarder"),
    ]);
    return new Forwarder(
      "forwarder",
      {
        stack: "staging",
        image: new Image("nginx", { kind: "pull", name: "nginx:1.30" }, opts),
        limits: { memoryMiB: 128, cpus: 1 },
        entrance: {
          publish: { address: "0.0.0.0", port: 80, securePort: 443 },
          internal: new Network("internal", { stack: "staging", subnet: "10.210.3.0/24" }, opts),
          external: new Network("external", { stack: "staging" }, opts),
          subnet: "10.210.3.0/24",
          aliases: ["api"],
        },
      },
      opts,
    );
  });
}

describe("Forwarder", () => {
  it("H1 is an nginx with the ports of the host, the names of the services, and the address of the entrance", async () => {
    const { resources } = await forwarder();
    expect(only(resources, CONTAINER, "forwarder").inputs).toMatchObject({
      image: "sha256:pulled-nginx",
      entrypoints: ["nginx", "-e", "/dev/stderr", "-g", "daemon off;", "-c", "/etc/roadstead/live/nginx.conf"],
      user: "65534:65534",
      ports: [
        { internal: 10080, external: 80, ip: "0.0.0.0" },
        { internal: 10443, external: 443, ip: "0.0.0.0" },
      ],
      networksAdvanced: [
        { name: "staging_external" },
        { name: "staging_internal", ipv4Address: "10.210.3.128", aliases: ["api"] },
      ],
      volumes: [{ containerPath: "/etc/roadstead" }],
      memory: 128,
      capabilities: { drops: ["ALL"], adds: [] },
      readOnly: true,
      stopTimeout: 5,
    });
  });

  it("is one container, which the cutover starts", async () => {
    const { resources, result } = await forwarder();
    const own = resources.filter(({ name }) => name === "forwarder");
    expect(listed(own)).toStrictEqual([`${CONTAINER}::forwarder`, "roadstead:index:Forwarder::forwarder"]);
    expect(await valueOf(result.wanted)).toMatchObject({ service: "forwarder", containers: ["forwarder-id"] });
  });
});
