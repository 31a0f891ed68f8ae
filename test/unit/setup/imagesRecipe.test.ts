import { describe, expect, it } from "vitest";
import { recipeFor } from "../../../lab/recipe";

describe("recipeFor", () => {
  it.each([
    ["debian:bookworm-slim", "bookworm", undefined],
    ["python:3.11-slim", "3.11", "debian:bookworm-slim"],
    ["node:20-slim", "20", "debian:bookworm-slim"],
    ["postgres:15", "15", "debian:bookworm-slim"],
    ["redis:7", "7", "debian:bookworm-slim"],
    ["nginx:1.30", "1.30", "debian:forky-slim"],
    ["caddy:2.11", "2.11", "debian:forky-slim"],
    ["certbot/certbot:v5.5.0", "5.5.0", "debian:forky-slim"],
    ["ghcr.io/letsencrypt/pebble:2.10", "2.10", "debian:forky-slim"],
  ])("makes %s as version %s on %s", (name, version, base) => {
    const recipe = recipeFor(name);
    expect(recipe?.version).toBe(version);
    expect(recipe && "base" in recipe ? recipe.base.name : undefined).toBe(base);
  });

  it.each([
    "redis",
    "redis:latest",
    "redis:7-alpine",
    "mysql:8",
    "registry.example/mysql:7",
    "nginx@sha256:abc",
  ])("has none for %s", (name) => expect(recipeFor(name)).toBeUndefined());

  it("gives each image a hash of its own", () => {
    const hashes = ["debian:bookworm-slim", "debian:forky-slim", "redis:7", "redis:7.0"].map(
      (name) => recipeFor(name)?.hash,
    );
    expect(new Set(hashes).size).toBe(4);
  });
});
