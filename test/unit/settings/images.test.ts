import { describe, expect, it } from "vitest";
import { imageReference } from "../../../settings/images";

const digest = `sha256:${"0123456789abcdef".repeat(4)}`;

describe("An image's name", () => {
  it.each<[string, string, string | undefined, string | undefined]>([
    ["postgres", "postgres", undefined, undefined],
    ["postgres:15", "postgres", "15", undefined],
    ["library/postgres:15-alpine", "library/postgres", "15-alpine", undefined],
    ["ghcr.io/acme/api:v2", "ghcr.io/acme/api", "v2", undefined],
    [`ghcr.io/acme/api@${digest}`, "ghcr.io/acme/api", undefined, digest],
    [`ghcr.io/acme/api:v2@${digest}`, "ghcr.io/acme/api", "v2", digest],
    ["localhost:5000/api:v2", "localhost:5000/api", "v2", undefined],
    ["localhost/api", "localhost/api", undefined, undefined],
    ["registry:5000/api", "registry:5000/api", undefined, undefined],
    ["my-registry.example/some__team/an-api.v2:1", "my-registry.example/some__team/an-api.v2", "1", undefined],
  ])("%s is taken apart", (name, repository, tag, found) => {
    expect(imageReference(name)).toStrictEqual({ repository, tag, digest: found });
  });

  it.each([
    "",
    "Postgres",
    "postgres:",
    "postgres:-1",
    "https://ghcr.io/acme/api",
    "acme//api",
    "api@sha256:abc",
    `api@${digest}0`,
    `api@sha256:${"AB".repeat(32)}`,
    digest,
    "api latest",
  ])("%j is none", (name) => {
    expect(imageReference(name)).toBeUndefined();
  });
});
