import { describe, expect, it } from "vitest";
import { baseImages } from "../../../setup/baseImages";
import { withCertbot } from "../../../systems/certbot";
import { honeychat } from "../../../systems/honeychat";
import { semalink } from "../../../systems/semalink";
import { simplemodule } from "../../../systems/simplemodule";

describe("The base images", () => {
  it("of HoneyChat are those it runs and those its Dockerfiles begin with, each once", () => {
    expect(baseImages(honeychat)).toStrictEqual([
      "nginx:1.30",
      "node:20-slim",
      "postgres:15",
      "python:3.11-slim",
      "redis:7",
    ]);
  });

  it("of SM are those of its services and jobs", () => {
    expect(baseImages(simplemodule)).toStrictEqual(["nginx:1.30", "postgres:15", "python:3.11-slim", "redis:7"]);
  });

  it("of Semalink are the forwarder's too, since its proxy is to start first", () => {
    expect(baseImages(semalink)).toContain("nginx:1.30");
  });

  it("of a stack that has certbot ask for certificates are certbot's own too", () => {
    expect(baseImages(withCertbot(simplemodule, { mode: "acme" }))).toContain("certbot/certbot:v5.5.0");
    expect(baseImages(withCertbot(honeychat, { mode: "acme" }))).toStrictEqual(baseImages(honeychat));
  });
});
