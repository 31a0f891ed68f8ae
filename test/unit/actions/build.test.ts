import { describe, expect, it } from "vitest";
import { cacheReport } from "../../../actions/build";

const classic = `Sending build context to Docker daemon  4.096kB
Step 1/3 : FROM node:20-slim
 ---> b11be74b9890
Step 2/3 : WORKDIR /app
 ---> Using cache
 ---> 2c8ad5f4f2a1
Step 3/3 : COPY src src
 ---> 1f2e3d4c5b6a
Successfully built 1f2e3d4c5b6a`;

const buildKit = `#1 [internal] load build definition from Dockerfile
#1 DONE 0.0s
#4 [1/3] FROM docker.io/library/node:20-slim
#5 [2/3] WORKDIR /app
#5 CACHED
#6 [3/3] COPY src src
#6 DONE 0.1s`;

describe("A builder's report on its cache (unit)", () => {
  it.each([
    ["the classic builder", classic],
    ["BuildKit", buildKit],
  ])("M7 counts the steps that %s has not done again", (_, output) => {
    expect(cacheReport(output.split("\n"))).toBe("1 of 3 steps came from the cache");
  });
});
