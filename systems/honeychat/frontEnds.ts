import type { Service, StaticVolume } from "../system";

const image = (name: string) => ({ context: "samples/honeychat", dockerfile: `${name}/Dockerfile` });

/** Renders pages for `/web`, and calls the API by its name while it does. */
export const nextjs: Service = {
  image: image("nextjs"),
  environment: { API_URL: "http://api:8000" },
  tmpfs: ["/tmp"],
  user: "1000:1000",
  http: { port: 3000, healthPath: "/web/health" },
  healthcheck: {
    test: ["CMD", "curl", "--fail-with-body", "--silent", "--show-error", "http://127.0.0.1:3000/web/health"],
  },
  limits: { memoryMiB: 256, cpus: 1 },
  stopGraceSeconds: 30,
};

/** What the proxy serves by itself. A browser asks for the chunks of a former Next.js build for as long as its page is open. */
export const staticVolumes: Readonly<Record<string, StaticVolume>> = {
  nextjs_static: {
    image: image("nextjs"),
    folder: "/app/.next/static",
    path: "/web/_next/static/",
    hashed: [""],
  },
  website: { image: image("website"), folder: "/app/dist", path: "/", hashed: ["_astro/"] },
  miniapp: {
    image: image("miniapp"),
    folder: "/app/dist",
    path: "/miniapp/",
    hashed: ["assets/"],
    fallback: "index.html",
    serviceWorker: "sw.js",
  },
};
