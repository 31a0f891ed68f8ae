import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type { NextConfig } from "next";
import { release } from "./src/release";

/** A digest of all that the bundle is made from, where Next.js would take a random id: equal sources give equal files. */
function sourceDigest(): string {
  const hash = createHash("sha256");
  const files = readdirSync("src", { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => `${parentPath}/${name}`).sort();
  for (const path of ["package-lock.json", "next.config.ts", ...paths])
    hash.update(`${path}\0`).update(readFileSync(path));
  return hash.digest("hex").slice(0, 16);
}

export default {
  output: "standalone",
  basePath: "/web",
  // Next.js would send /web/ to /web, from where a proxy whose route ends with a slash sends it back.
  skipTrailingSlashRedirect: true,
  generateBuildId: sourceDigest,
  // Written into every chunk that shows it, so that each of them is another file in another release.
  env: { BUNDLE_RELEASE: release },
  images: { unoptimized: true },
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
} satisfies NextConfig;
