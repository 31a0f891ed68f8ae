import { createRequire } from "node:module";
import { log } from "@pulumi/pulumi";
import { expect, it } from "vitest";
import { leaveOutDebugMessages } from "../../../components/debugMessages";

it("D5 leaves out the debug messages of the SDK, which uses this same module", async () => {
  const own = createRequire(import.meta.url)("@pulumi/pulumi/log") as typeof log;
  const { debug } = own;
  try {
    leaveOutDebugMessages();
    expect(own.debug).not.toBe(debug);
    expect(await own.debug("RegisterResource RPC finished: api; err: null, resp: secret")).toBeUndefined();
  } finally {
    Object.assign(log, { debug });
  }
});
