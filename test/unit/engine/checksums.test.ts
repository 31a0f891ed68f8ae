import { describe, expect, it } from "vitest";
import { checksumOf } from "../../../setup/engine/checksums";

const wanted = "ab".repeat(32);
const other = "cd".repeat(32);

describe("checksumOf", () => {
  it.each([
    ["two spaces", `${other}  x.tar.gz\n${wanted}  pulumi.tar.gz\n`],
    ["binary mode", `${wanted} *pulumi.tar.gz\n`],
    ["upper case", `${wanted.toUpperCase()}  pulumi.tar.gz`],
    ["carriage returns", `${wanted}  pulumi.tar.gz\r\n`],
  ])("reads a file written with %s", (_, text) => {
    expect(checksumOf("pulumi.tar.gz", text)).toBe(wanted);
  });

  it.each([
    ["another file only", `${other}  pulumi.tar.gz.sig\n`],
    ["a shorter hash", "abcd  pulumi.tar.gz\n"],
    ["nothing", ""],
  ])("finds none in %s", (_, text) => {
    expect(checksumOf("pulumi.tar.gz", text)).toBeUndefined();
  });
});
