import { describe, expect, it } from "vitest";
import { baseImages } from "../../../setup/baseImages";

describe("The base images", () => {
  it("of HoneyChat are those it runs and those its Dockerfiles begin with, each once", () => {
    expect(baseImages("honeychat")).toStrictEqual([
      "nginx:1.30",
      "node:20-slim",
      "postgres:15",
      "python:3.11-slim",
      "redis:7",
    ]);
  });

  it("of SM are those of its services and jobs", () => {
    expect(baseImages("simplemodule")).toStrictEqual(["nginx:1.30", "postgres:15", "python:3.11-slim", "redis:7"]);
  });

  it("of a system that there is not are none", () => {
    expect(baseImages("nonesuch")).toStrictEqual([]);
  });
});
