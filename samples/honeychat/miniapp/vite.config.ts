import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Lists the bundle's files in the page itself, lazily loaded ones too. The service worker reads the list there: page and list can
 * never be of two releases.
 */
const bundleInPage: Plugin = {
  name: "bundle-in-page",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }) => [
      {
        tag: "script",
        attrs: { type: "application/json", id: "bundle" },
        children: JSON.stringify(Object.keys(bundle).sort()),
        injectTo: "body",
      },
    ],
  },
};

export default defineConfig({
  base: "/miniapp/",
  plugins: [react(), bundleInPage],
});
