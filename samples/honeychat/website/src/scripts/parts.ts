import { release } from "../release";

/** The release of each part of this page; of a deploy that is whole, all are the same. */
const parts = {
  page: document.querySelector<HTMLMetaElement>("meta[name=release]")?.content,
  style: getComputedStyle(document.documentElement).getPropertyValue("--release").slice(1, -1),
  script: release,
};

const agree = new Set(Object.values(parts)).size === 1;
document.documentElement.dataset.parts = agree ? "agree" : "differ";

const shown = document.querySelector("#parts");
if (shown) shown.textContent = agree ? "in all its parts" : `in parts: ${JSON.stringify(parts)}`;
