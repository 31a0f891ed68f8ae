import { expect, it } from "vitest";
import { withoutAnswer } from "../../../components/debugMessages";

it("D5 leaves the engine's answer out of a debug message, over several lines too", () => {
  expect(withoutAnswer("RegisterResource RPC finished: api; err: null, resp: urn,,,\n{value:secret}\nmore")).toBe(
    "RegisterResource RPC finished: api; err: null, resp: left out",
  );
  expect(withoutAnswer("Registering resource: t=docker:index/volume:Volume, name=postgres")).toBe(
    "Registering resource: t=docker:index/volume:Volume, name=postgres",
  );
});
