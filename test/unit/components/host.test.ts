// Mocks show the provider's inputs and what the engine is asked for; that it reaches a daemon, only the real engine shows.
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it, vi } from "vitest";
import type { Part } from "../../../systems/fit";
import { folder, listed, listening, only, program, refused, valueOf } from "../fixture";

const api: Part = { name: "api", limits: { memoryMiB: 1024, cpus: 1 }, replicas: 1, beside: "all" };

describe("Host", () => {
  it("is a provider for the daemon's address, once the daemon has answered", async () => {
    const host = await listening();
    const { resources, result } = await program(async (opts) => {
      const { Host } = await import("../../../components/host");
      return new Host("host", { demand: { stack: "local", host, parts: [api], cpuOvercommit: 8 } }, opts);
    });
    expect(listed(resources)).toStrictEqual(["pulumi:providers:docker::host", "roadstead:index:Host::host"]);
    const provider = only(resources, "pulumi:providers:docker", "host");
    expect(provider.inputs).toStrictEqual({ host });
    expect(provider.options).toStrictEqual({ parent: "roadstead:index:Host::host" });
    expect(await valueOf(result.address)).toBe(host);
  });

  it.each([
    ["an update", false],
    ["a preview", true],
  ])("H9 asks the engine of %s for nothing when the stack does not fit, and says why", async (_, preview) => {
    const host = await listening({ memoryMiB: 2048, cpus: 2 });
    const { resources, reasons } = await refused(
      async (opts) => {
        const { Host } = await import("../../../components/host");
        new Host("host", { demand: { stack: "local", host, parts: [api], cpuOvercommit: 8 } }, opts);
      },
      { preview },
    );
    expect(listed(resources)).toStrictEqual(["roadstead:index:Host::host"]);
    expect(reasons[0]).toBeInstanceOf(pulumi.RunError);
    expect(String(reasons[0])).toContain(
      `The stack local does not fit its host ${host}. Nothing was changed.\n\nSERVICE`,
    );
  });

  it("H9 lets a preview go on where no daemon answers", async () => {
    const warn = vi.spyOn(pulumi.log, "warn").mockResolvedValue();
    const host = `unix://${folder()}/none.sock`;
    const { resources } = await program(
      async (opts) => {
        const { Host } = await import("../../../components/host");
        new Host("host", { demand: { stack: "local", host, parts: [api], cpuOvercommit: 8 } }, opts);
      },
      { preview: true },
    );
    expect(only(resources, "pulumi:providers:docker", "host").inputs).toStrictEqual({ host });
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });
});
