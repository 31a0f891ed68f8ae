import { ensureImages } from "../../setup/images";
import { LocalStack } from "../../setup/stack";
import { forwarder } from "../../systems/forwarder";
import type { ProxyKind } from "../../systems/system";
import type { Clone } from "./clone";

/** The image of each proxy. */
export const PROXY_IMAGES: Readonly<Record<ProxyKind, string>> = { nginx: "nginx:1.30", caddy: "caddy:2.11" };

/** Makes sure that this machine has the images of all proxies, and of what may stand before them. */
export function ensureProxies(): Promise<void> {
  const names = [...Object.values(PROXY_IMAGES), forwarder.image.name];
  return ensureImages(new LocalStack("local").host, [...new Set(names)], () => {});
}

/** Puts another proxy before a clone's system, in the file that declares it. */
export function putProxy(clone: Clone, file: string, kind: ProxyKind): void {
  clone.edit(file, (text) => withProxy(text, kind));
}

/** The text of a file that declares a system, with another proxy. */
export function withProxy(text: string, kind: ProxyKind): string {
  const declared = /(proxy: \{\s*)(?:kind: "[a-z]+",\s*)?image: (?:\{ name: "[^"]*" \}|\w+)/;
  if (!declared.test(text)) throw new Error("no proxy to put another one in its place");
  // The line break at the end makes the text another one where it is that proxy already.
  return `${text.replace(declared, `$1kind: "${kind}",\n    image: { name: "${PROXY_IMAGES[kind]}" }`)}\n`;
}
