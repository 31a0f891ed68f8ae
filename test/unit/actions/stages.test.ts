// What Docker 20.10's classic builder really printed.
import { describe, expect, it } from "vitest";
import { stageImages } from "../../../actions/stages";

const FIRST = `Sending build context to Docker daemon  3.072kB
Step 1/11 : ARG BASE=debian:bookworm-slim
Step 2/11 : FROM \${BASE} AS base
 ---> 109eb88373f7
Step 3/11 : FROM base AS tools
 ---> 109eb88373f7
Step 4/11 : RUN echo tools > /tools && echo " ---> 000000000000"
 ---> Running in befec4eb7ff5
 ---> 000000000000
Removing intermediate container befec4eb7ff5
 ---> 9124d2a8819b
Step 5/11 : FROM tools AS assets
 ---> 9124d2a8819b
Step 6/11 : COPY word /word
 ---> 69be84799256
Step 7/11 : RUN cp /word /asset
 ---> Running in 0b3fd170fce2
Removing intermediate container 0b3fd170fce2
 ---> 4cb538b589fe
Step 8/11 : FROM debian:bookworm-slim
 ---> 109eb88373f7
Step 9/11 : COPY --from=assets /asset /asset
 ---> 05208e40fb13
Step 10/11 : CMD ["cat", "/asset"]
 ---> Running in 9f3db2a902b2
Removing intermediate container 9f3db2a902b2
 ---> 9d9f8561df85
Step 11/11 : LABEL a=b
 ---> Running in e08e24210c0e
Removing intermediate container e08e24210c0e
 ---> bd9433f65b80
Successfully built bd9433f65b80
Successfully tagged disk-trial/site:0123456789abcdef`;

const CACHED = `Sending build context to Docker daemon   5.12kB
Step 1/4 : FROM debian:bookworm-slim AS a
 ---> 109eb88373f7
Step 2/4 : RUN echo a > /a
 ---> Using cache
 ---> 3520cce72cf7
Step 3/4 : FROM a
 ---> 3520cce72cf7
Step 4/4 : LABEL a=b
 ---> Using cache
 ---> 7d155168d5c4
Successfully built 7d155168d5c4
Successfully tagged disk-trial/c:1`;

const FAILED = `Sending build context to Docker daemon  4.096kB
Step 1/5 : FROM debian:bookworm-slim AS a
 ---> 109eb88373f7
Step 2/5 : RUN echo a > /a
 ---> Running in e06b62eb264b
Removing intermediate container e06b62eb264b
 ---> 3520cce72cf7
Step 3/5 : FROM debian:bookworm-slim
 ---> 109eb88373f7
Step 4/5 : COPY --from=a /a /a
 ---> e09aac5541bd
Step 5/5 : RUN echo " ---> 111111111111" && false
 ---> Running in 646a35ecc3b0
 ---> 111111111111
Removing intermediate container 646a35ecc3b0
The command '/bin/sh -c echo " ---> 111111111111" && false' returned a non-zero code: 1`;

const UNENDED = `Step 6/8 : FROM base AS build
 ---> 109eb88373f7
Step 7/8 : RUN cat /app/dist/index.html
 ---> Running in 0b3fd170fce2
7Removing intermediate container 0b3fd170fce2
 ---> fa945f229d31
Step 8/8 : FROM scratch
 ---> `;

const SINGLE = `Sending build context to Docker daemon  6.144kB
Step 1/3 : FROM debian:bookworm-slim
 ---> 109eb88373f7
Step 2/3 : copy word /word
 ---> 3603f75447ab
Step 3/3 : LABEL a=b
 ---> Running in 5a098f360ab5
Removing intermediate container 5a098f360ab5
 ---> ea31aba29c1f
Successfully built ea31aba29c1f
Successfully tagged disk-trial/s:1`;

/** Not from a run: BuildKit's form, as its documentation shows it. */
const BUILDKIT = `#1 [internal] load build definition from Dockerfile
#5 [assets 1/2] COPY word /word
#5 CACHED
#7 [stage-1 2/2] COPY --from=assets /asset /asset
#8 exporting to image
#8 writing image sha256:bd9433f65b80ab0c3a1e0a5f4ac0a4c0a2ae0b1d6c1c4b7c5e9f0d1f2a3b4c5d done`;

describe("The images that the stages of a build leave (unit)", () => {
  it.each([
    [
      "neither the built one, nor one that a stage only began from, nor what a command prints",
      FIRST,
      ["2 9124d2a8819b", "3 4cb538b589fe"],
    ],
    ["those of a command whose last line has no end", UNENDED, ["1 fa945f229d31"]],
    ["those that the cache had", CACHED, ["1 3520cce72cf7"]],
    ["all there are when the build fails", FAILED, ["1 3520cce72cf7", "2 e09aac5541bd"]],
    ["none of a single stage", SINGLE, []],
    ["none of BuildKit", BUILDKIT, []],
    ["none of nothing", "", []],
  ])("are %s", (_, output, stages) => {
    expect(stageImages(output.split("\n")).map(({ number, image }) => `${number} ${image}`)).toStrictEqual(stages);
  });

  it("do not hold the built one when it is an earlier stage unchanged", () => {
    const output = CACHED.replace(
      "7d155168d5c4\nSuccessfully built 7d155168d5c4",
      "3520cce72cf7\nSuccessfully built 3520cce72cf7",
    );
    expect(stageImages(output.split("\n"))).toStrictEqual([]);
  });
});
