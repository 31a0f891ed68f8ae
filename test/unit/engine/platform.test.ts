import { describe, expect, it } from "vitest";
import { archiveName } from "../../../setup/engine/platform";

describe("archiveName", () => {
  it.each([
    ["linux", "x64", "pulumi-v3.250.0-linux-x64.tar.gz"],
    ["linux", "arm64", "pulumi-v3.250.0-linux-arm64.tar.gz"],
    ["darwin", "x64", "pulumi-v3.250.0-darwin-x64.tar.gz"],
    ["darwin", "arm64", "pulumi-v3.250.0-darwin-arm64.tar.gz"],
    ["linux", "ppc64", undefined],
    ["win32", "x64", undefined],
  ])("%s on %s is %s", (platform, architecture, expected) => {
    expect(archiveName("3.250.0", platform, architecture)).toBe(expected);
  });
});
