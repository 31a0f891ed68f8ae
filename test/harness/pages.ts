import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ProxyKind, System } from "../../systems/system";
import { Clone, type CloneOptions } from "./clone";
import { PROXY_IMAGES } from "./proxies";

/** Two static volumes behind a proxy and nothing else, so that a deploy takes as long as the publishing does. */
const pages = (kind: ProxyKind): System => ({
  name: "pages",
  services: {},
  jobs: {},
  staticVolumes: {
    site: { image: imageOf("site"), folder: "/files", path: "/", hashed: ["assets/"] },
    app: { image: imageOf("app"), folder: "/files", path: "/app/", hashed: ["assets/"], serviceWorker: "sw.js" },
  },
  surfaces: { site: ["site"], app: ["app"] },
  proxy: { kind, image: { name: PROXY_IMAGES[kind] }, routes: [], limits: { memoryMiB: 128, cpus: 1 } },
  secrets: {},
});

/** A clone whose only system is of static pages, with release 1 of the site and an app, not yet deployed. */
export async function makePages(kind: ProxyKind, settings: CloneOptions["settings"]): Promise<Clone> {
  const system = pages(kind);
  const clone = await Clone.make({ parts: "all", settings: { system: system.name, ...settings } });
  const text = `import type { System } from "./system";\n\nexport const pages: System = ${JSON.stringify(system)};\n`;
  clone.write("systems/pages.ts", text);
  clone.write("systems/index.ts", 'import { pages } from "./pages";\n\nexport const systems = { pages };\n');
  writeSite(clone, 1);
  writeApp(clone);
  return clone;
}

/**
 * Writes a release of the site: a page that names a style and scripts with hashed names and the release in them, chunks of which
 * the page loads the first when its button is pressed, and files whose bytes no release changes.
 */
export function writeSite(clone: Clone, release: number, chunkCount = 1): void {
  const text = `release-${release}`;
  const chunks = Array.from({ length: chunkCount }, (_, chunk) =>
    hashed(`chunk${chunk}`, "js", `export const text = "chunk of ${text}";`),
  );
  const assets = [
    hashed("style", "css", `:root { --release: "${text}"; }\n${FILLER}`),
    hashed("app", "js", `window.loaded = "${text}";\n${button(chunks[0]?.path)}\n${FILLER}`),
    ...Array.from({ length: PARTS }, (_, part) => hashed(`part${part}`, "js", `window.part${part} = "${text}";`)),
    hashed("shared", "js", "window.shared = true;"),
  ];
  const tags = assets.map(({ path }) =>
    path.endsWith(".css")
      ? `<link rel="stylesheet" href="/${path}">`
      : `<script type="module" src="/${path}"></script>`,
  );
  const body = `<h1>${text}</h1><button>More</button> <output></output>`;
  writeBundle(clone, "site", {
    "index.html": page(`<link rel="manifest" href="/manifest.webmanifest">\n${tags.join("\n")}`, body),
    "about/index.html": page("", "About, which no release changes"),
    "manifest.webmanifest": '{"name":"Pages"}',
    "logo.svg": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
    ...Object.fromEntries([...chunks, ...assets].map(({ path, content }) => [path, content])),
  });
}

/** What the app's service worker and its page are made of. */
export interface App {
  /** The line that a deploy stamps. */
  readonly stamp?: string;
  /** What the page does when another worker takes over. */
  readonly listener?: string;
}

/** Writes the app: a page with a service worker. */
export function writeApp(clone: Clone, { stamp = STAMP, listener = LISTENER }: App = {}): void {
  writeBundle(clone, "app", {
    "index.html": page("", `An app<script>navigator.serviceWorker.register("/app/sw.js");${listener}</script>`),
    "sw.js": `${stamp}\nself.addEventListener("install", () => self.skipWaiting());\n`,
  });
}

const STAMP = 'const RELEASE = "unreleased";';

const LISTENER = `
  let controlled = Boolean(navigator.serviceWorker.controller);
  navigator.serviceWorker.addEventListener("controllerchange", () => {
    if (controlled) location.reload();
    controlled = true;
  });`;

const PARTS = 8;

const FILLER = `/* ${"so long that it is worth compressing, ".repeat(100)}*/`;

const button = (chunk?: string) => `document.querySelector("button").onclick = async () => {
  document.querySelector("output").textContent = (await import("/${chunk}")).text;
};`;

const page = (head: string, body: string) =>
  `<!doctype html>\n<meta charset="utf-8">\n<title>Pages</title>\n${head}\n<body>${body}</body>\n`;

interface Asset {
  readonly path: string;
  readonly content: string;
}

function hashed(name: string, ending: string, content: string): Asset {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8);
  return { path: `assets/${name}-${hash}.${ending}`, content };
}

function writeBundle(clone: Clone, name: string, files: Readonly<Record<string, string>>): void {
  const { context, dockerfile } = imageOf(name);
  rmSync(join(clone.folder, context, name), { recursive: true, force: true });
  clone.write(`${context}/${dockerfile}`, `FROM scratch\nCOPY ${name}/files /files\n`);
  for (const [path, content] of Object.entries(files)) clone.write(`${context}/${name}/files/${path}`, content);
}

function imageOf(name: string) {
  return { context: "samples/pages", dockerfile: `${name}/Dockerfile` };
}
