// Roadstead writes the release here when it publishes the bundle: each release is a worker with a cache of its own.
const RELEASE = "unreleased";
const FAMILY = "miniapp-";
const CACHE = FAMILY + RELEASE;

self.addEventListener("install", (event) => event.waitUntil(precache().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil(forgetFormer().then(() => self.clients.claim())));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method === "GET" && request.url.startsWith(self.registration.scope)) event.respondWith(answer(request));
});

/** Keeps the page, all files of its bundle and what it links to; with one of them missing the worker does not install. */
async function precache() {
  const page = await fetch(fresh("./"));
  if (!page.ok) throw new Error(`the page answers ${page.status}`);
  const cache = await caches.open(CACHE);
  await cache.addAll(named(await page.clone().text()).map(fresh));
  await cache.put("./", page);
}

/** Asks the server, whatever the browser's own cache holds. */
const fresh = (url) => new Request(url, { cache: "no-cache" });

/** The bundle's files, listed in the page, and the files within the scope that its attributes name. */
function named(html) {
  const [, bundle = "[]"] = html.match(/<script type="application\/json" id="bundle">(.*?)<\/script>/) ?? [];
  const attributes = [...html.matchAll(/\s(?:href|src)="([^"]+)"/g)].map(([, url]) => url);
  const urls = [...JSON.parse(bundle), ...attributes].map((url) => new URL(url, self.registration.scope).href);
  return [...new Set(urls)].filter((url) => url.startsWith(self.registration.scope));
}

async function forgetFormer() {
  const names = await caches.keys();
  await Promise.all(
    names.filter((name) => name.startsWith(FAMILY) && name !== CACHE).map((name) => caches.delete(name)),
  );
}

/** Every navigation gets the page. What is in no cache, such as a chunk of a former release, comes from the server. */
async function answer(request) {
  const kept = await caches.match(request.mode === "navigate" ? "./" : request, { cacheName: CACHE, ignoreVary: true });
  return kept ?? fetch(request);
}
