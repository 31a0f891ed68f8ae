import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { archive } from "../../actions/archive";

const MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";

/** An image registry on this machine, from which Docker can pull small images by their digests. */
export class Registry {
  readonly #blobs = new Map<string, Buffer>();
  readonly #server: Server;

  static async start(): Promise<Registry> {
    const registry = new Registry();
    await new Promise<void>((resolve) => registry.#server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  private constructor() {
    this.#server = createServer(({ url = "", method }, response) => {
      const [, kind, digest = ""] = /\/(manifests|blobs)\/(sha256:\w+)$/.exec(url) ?? [];
      const content = this.#blobs.get(digest);
      if (kind && !content) return response.writeHead(404).end();
      if (kind === "manifests") response.setHeader("Content-Type", MANIFEST).setHeader("Docker-Content-Digest", digest);
      return response.end(method === "HEAD" ? undefined : content);
    });
  }

  /** Offers an image with one file, made at a time in milliseconds since 1970, and returns its name by digest. */
  async offer(repository: string, content: string, created: number): Promise<string> {
    const layer = await archive([{ path: "content", content }]);
    const config = {
      created: new Date(created).toISOString(),
      architecture: "amd64",
      os: "linux",
      config: {},
      rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
    };
    const manifest = {
      schemaVersion: 2,
      mediaType: MANIFEST,
      config: this.#add("container.image.v1", Buffer.from(JSON.stringify(config))),
      layers: [this.#add("image.rootfs.diff.tar.gzip", gzipSync(layer))],
    };
    const { digest } = this.#add("distribution.manifest.v2", Buffer.from(JSON.stringify(manifest)));
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}/${repository}@${digest}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #add(type: string, content: Buffer) {
    const digest = digestOf(content);
    this.#blobs.set(digest, content);
    const kind = type.endsWith("gzip") ? type : `${type}+json`;
    return { mediaType: `application/vnd.docker.${kind}`, size: content.length, digest };
  }
}

const digestOf = (content: Buffer) => `sha256:${createHash("sha256").update(content).digest("hex")}`;
