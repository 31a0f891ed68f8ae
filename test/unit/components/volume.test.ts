// Mocks show that the engine is told to retain the volume; that it does, only a destroy on the real engine shows.
import { describe, expect, it } from "vitest";
import { listed, only, program, valueOf } from "../fixture";

async function volume() {
  return program(async (opts) => {
    const { Volume } = await import("../../../components/volume");
    return new Volume("postgres", { stack: "staging" }, opts);
  });
}

describe("Volume", () => {
  it("is labelled as data, which no sweep removes", async () => {
    const { resources, result } = await volume();
    expect(listed(resources)).toStrictEqual([
      "docker:index/volume:Volume::postgres",
      "roadstead:index:Volume::postgres",
    ]);
    expect(only(resources, "docker:index/volume:Volume", "postgres").inputs).toStrictEqual({
      name: "staging_postgres",
      labels: [
        { label: "roadstead.stack", value: "staging" },
        { label: "roadstead.keep", value: "data" },
      ],
    });
    expect(await valueOf(result.dockerName)).toBe("staging_postgres");
  });

  it("M2 stays on the host when the engine deletes it", async () => {
    const { resources } = await volume();
    expect(only(resources, "docker:index/volume:Volume", "postgres").options).toStrictEqual({
      parent: "roadstead:index:Volume::postgres",
      retainOnDelete: true,
    });
  });
});
