import { describe, expect, it } from "vitest";
import type { Service } from "../../../systems/system";
import { isStateful, type UpdateOrder, updateOrder } from "../../../systems/updateOrder";

type Shape = Pick<Service, "volumes" | "instances">;

const volumes = [{ name: "data", path: "/data" }];

describe("The update order", () => {
  it.each<[string, Shape, UpdateOrder]>([
    ["a service that says nothing", {}, "start-first"],
    ["one that may run in several copies", { instances: "scalable" }, "start-first"],
    ["one with an empty list of volumes", { volumes: [] }, "start-first"],
    ["Y6 one that never runs twice", { instances: "exactly-one" }, "stop-first"],
    ["M2 one with data", { volumes }, "stop-first"],
    ["M2 one with data that says it scales", { volumes, instances: "scalable" }, "stop-first"],
    ["one with data that never runs twice", { volumes, instances: "exactly-one" }, "stop-first"],
  ])("of %s", (_, service, order) => {
    expect(updateOrder(service)).toBe(order);
  });
});

describe("A service is stateful", () => {
  it.each<[string, Shape, boolean]>([
    ["with a volume", { volumes }, true],
    ["not without one", {}, false],
    ["not with an empty list of them", { volumes: [] }, false],
    ["not for never running twice", { instances: "exactly-one" }, false],
  ])("%s", (_, service, expected) => {
    expect(isStateful(service)).toBe(expected);
  });
});
