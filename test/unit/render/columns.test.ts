import { describe, expect, it } from "vitest";
import { columns } from "../../../render/columns";

describe("Columns", () => {
  it.each<[string, string[][], string]>([
    [
      "are as wide as their widest cell, three blanks apart",
      [
        ["NAME", "STATE"],
        ["celery_worker", "running"],
        ["api", "exited"],
      ],
      "NAME            STATE\ncelery_worker   running\napi             exited",
    ],
    ["end no line with blanks", [["NAME", "STATE"], ["api", ""], ["b"]], "NAME   STATE\napi\nb"],
    ["may have headings alone", [["NAME", "STATE"]], "NAME   STATE"],
    ["may be none", [], ""],
  ])("%s", (_, rows, text) => {
    expect(columns(rows)).toBe(text);
  });
});
