import { describe, expect, it } from "vitest";
import {
  builtFromStage,
  builtReference,
  listedReference,
  repositoryOf,
  stageReference,
} from "../../../actions/reference";

const sha = `sha256:${"ab".repeat(32)}`;

describe("The name of an image (unit)", () => {
  it.each([
    ["redis:7", "redis:7", "redis"],
    ["redis", "redis:latest", "redis"],
    ["docker.io/library/redis:7", "redis:7", "redis"],
    ["library/redis:7", "redis:7", "redis"],
    ["docker.io/acme/api:v1", "acme/api:v1", "acme/api"],
    ["localhost:5000/acme/api", "localhost:5000/acme/api:latest", "localhost:5000/acme/api"],
    ["localhost:5000/acme/api:v1", "localhost:5000/acme/api:v1", "localhost:5000/acme/api"],
    [`localhost:5000/api@${sha}`, `localhost:5000/api@${sha}`, "localhost:5000/api"],
    [`ghcr.io/acme/api:v1@${sha}`, `ghcr.io/acme/api@${sha}`, "ghcr.io/acme/api"],
  ])("%s is listed as %s, in the repository %s", (name, listed, repository) => {
    expect(listedReference(name)).toBe(listed);
    expect(repositoryOf(listed)).toBe(repository);
  });

  it("tells for which image a stage was built", () => {
    const built = builtReference("local", "website", "0123456789abcdef");
    expect(built).toBe("local/website:0123456789abcdef");
    expect(stageReference(built, 2)).toBe("local/website:0123456789abcdef-stage2");
    expect(builtFromStage(stageReference(built, 12))).toBe(built);
  });

  it.each([
    "local/website:0123456789abcdef",
    "local/website:v1-stage1",
    `local/website@${sha}`,
    "redis:7",
  ])("%s is not that of a stage", (name) => {
    expect(builtFromStage(name)).toBeUndefined();
  });
});
