// Mocks show what is asked for; that a process takes the file, only the real engine on a real daemon shows.
import { describe, expect, it } from "vitest";
import { renderConfiguration } from "../../../render/configuration";
import type { Configuration as Definition } from "../../../systems/system";
import { only, program, told, valueOf } from "../fixture";

const definition: Definition = {
  path: "/etc/roadstead/postgresql.conf",
  signal: "SIGHUP",
  head: "include 'base.conf'",
  entries: { work_mem: "4MB" },
  digestKey: "shop.configuration",
  check: ["CMD", "check"],
  taken: ["CMD", "taken"],
};

async function configuration(entries: Record<string, string>) {
  return program(async (opts) => {
    const { Configuration } = await import("../../../components/configuration");
    const { Image } = await import("../../../components/image");
    const tool = new Image("nginx", { kind: "pull", name: "nginx:1" }, opts);
    const host = "unix:///docker.sock";
    return new Configuration("postgres", { stack: "staging", definition, entries, tool, host }, opts);
  });
}

describe("A service's configuration", () => {
  it("H2 is a file on a volume of its own, which one command writes and signals", async () => {
    const { resources, result } = await configuration({ work_mem: "8MB" });
    expect(only(resources, "docker:index/volume:Volume", "postgres-configuration").inputs).toStrictEqual({
      name: "staging_postgres_configuration",
      labels: [{ label: "roadstead.stack", value: "staging" }],
    });
    const command = only(resources, "command:local:Command", "postgres-configuration");
    expect(command.inputs.create).toBe("configure");
    expect(told(command)).toStrictEqual({
      stack: "staging",
      service: "postgres",
      volume: "staging_postgres_configuration",
      tool: "sha256:pulled-nginx",
      path: "/etc/roadstead/postgresql.conf",
      signal: "SIGHUP",
      check: ["CMD", "check"],
      taken: ["CMD", "taken"],
      patienceSeconds: 10,
      ...renderConfiguration(definition, { work_mem: "8MB" }),
    });
    const { volumeName, ...mount } = result.mount;
    expect(mount).toStrictEqual({ containerPath: "/etc/roadstead", readOnly: true });
    expect(await valueOf(volumeName)).toBe("staging_postgres_configuration");
  });

  it("H2 changes nothing but the command's input when an entry changes", async () => {
    const [before, after] = [await configuration({ work_mem: "4MB" }), await configuration({ work_mem: "8MB" })];
    const rest = ({ resources }: typeof before) => resources.filter(({ name }) => name !== "postgres-configuration");
    expect(rest(after)).toStrictEqual(rest(before));
  });
});
