import { describe, expect, it } from "vitest";
import { availableBytes } from "../../../actions/diskSpace";

describe("The free space that `df -kP` tells (unit)", () => {
  it.each<[string, string, number | undefined]>([
    [
      "GNU",
      "Filesystem     1024-blocks     Used Available Capacity Mounted on\noverlay          263112772 19062748  77411836      20% /",
      77_411_836 * 1024,
    ],
    [
      "BusyBox",
      "Filesystem           1024-blocks    Used Available Capacity Mounted on\noverlay              263112772  19062748         0 100% /\n",
      0,
    ],
    ["nothing", "", undefined],
    ["an error", "df: /: Permission denied", undefined],
  ])("is read from what %s prints", (_, output, bytes) => {
    expect(availableBytes(output)).toBe(bytes);
  });
});
