import { describe, expect, it } from "vitest";
import { renderConfiguration } from "../../../render/configuration";

const configuration = { head: "include 'base.conf'", digestKey: "shop.configuration" };

describe("A configuration as text", () => {
  it("H2 has its head, its entries in the order of their keys, and its digest", () => {
    const { text, digest } = renderConfiguration(configuration, { work_mem: "8MB", log_min_duration_statement: "250" });
    expect(digest).toMatch(/^[0-9a-f]{12}$/);
    expect(text).toBe(`include 'base.conf'
log_min_duration_statement = '250'
work_mem = '8MB'
shop.configuration = '${digest}'
`);
  });

  it("H2 has another digest for another value or head, and the same one for another order", () => {
    const digestOf = (entries: Record<string, string>, head = "") =>
      renderConfiguration({ ...configuration, head }, entries).digest;
    expect(digestOf({ a: "1", b: "2" })).toBe(digestOf({ b: "2", a: "1" }));
    expect(digestOf({ a: "1" })).not.toBe(digestOf({ a: "2" }));
    expect(digestOf({ a: "1" })).not.toBe(digestOf({ a: "1" }, "b = '2'"));
  });

  it("quotes what would end a value or begin an escape", () => {
    const { text } = renderConfiguration({ digestKey: "digest" }, { path: `C:\\it's` });
    expect(text.split("\n")[0]).toBe(`path = 'C:\\\\it''s'`);
  });

  it("without entries and head is its digest alone", () => {
    const { text, digest } = renderConfiguration({ digestKey: "digest" }, {});
    expect(text).toBe(`digest = '${digest}'\n`);
  });
});
