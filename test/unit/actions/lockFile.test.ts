import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { alive } from "../../../actions/lockFile";

describe("alive", () => {
  it("is this process, and not one that never was", () => {
    expect([alive(process.pid), alive(0), alive(2 ** 22 + 1)]).toEqual([true, false, false]);
  });

  it.runIf(process.platform === "linux")("is no process that has ended and whose parent does not ask", async () => {
    const parent = spawn("sh", ["-c", "sleep 0.3 & echo $!; exec sleep 30"], { stdio: ["ignore", "pipe", "ignore"] });
    try {
      const [output] = await once(parent.stdout, "data");
      const pid = Number(output);
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, "utf8")).toContain(") Z ");
      expect(alive(pid)).toBe(false);
    } finally {
      parent.kill();
    }
  });
});
