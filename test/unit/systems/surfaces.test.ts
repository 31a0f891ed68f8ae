import { describe, expect, it } from "vitest";
import { earlierParts, inOrder, partsOf } from "../../../systems/surfaces";

const shop = { surfaces: { backend: ["api", "worker"], web: ["ssr", "ssr_static"], site: ["site"] } };

describe("The surfaces of a system", () => {
  it("H4 have their parts, and `all` has all of them", () => {
    expect(partsOf(shop, "web")).toStrictEqual(["ssr", "ssr_static"]);
    expect(partsOf(shop, "all")).toStrictEqual(["api", "worker", "ssr", "ssr_static", "site"]);
  });

  it("H4 are named when one is unknown", () => {
    expect(() => partsOf(shop, "app")).toThrow("there is no surface app; there are backend, web, site, all");
  });

  it("H4 move one after the other, what is in none of them first", () => {
    expect(earlierParts(shop, "site")).toStrictEqual(["api", "worker", "ssr", "ssr_static"]);
    expect(earlierParts(shop, "api")).toStrictEqual([]);
    expect(earlierParts(shop, "postgres")).toStrictEqual([]);
    expect(inOrder(shop, ["site", "ssr", "postgres", "api"], (part) => part)).toStrictEqual([
      "postgres",
      "api",
      "ssr",
      "site",
    ]);
  });
});
