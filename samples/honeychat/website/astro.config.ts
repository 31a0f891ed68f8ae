import { defineConfig, passthroughImageService } from "astro/config";
import type { Plugin } from "vite";
import { release } from "./src/release";

/** Puts the release into the style sheet too, so that page, style and script can be held against each other. */
const releaseInStyle: Plugin = {
  name: "release-in-style",
  enforce: "pre",
  transform: (code, id) => (id.endsWith(".css") ? code.replace("RELEASE", release) : undefined),
};

export default defineConfig({
  image: { service: passthroughImageService() },
  build: { inlineStylesheets: "never" },
  vite: { build: { assetsInlineLimit: 0 }, plugins: [releaseInStyle] },
});
