import type { Fix } from "./commands";
import { quote, remove, set, setTo } from "./commands";
import { Refusal } from "./refusal";

interface Reference {
  readonly repository: string;
  readonly tag?: string | undefined;
  readonly digest?: string | undefined;
}

const domain = String.raw`(?:(?:localhost|[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d))(?::\d+)?/)?`;
const component = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
const reference = new RegExp(
  `^(?!sha256:)(${domain}${component}(?:/${component})*)(?::(\\w[\\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$`,
);

/** Takes a name apart: repository, tag and digest. */
export function imageReference(name: string): Reference | undefined {
  const [, repository, tag, digest] = reference.exec(name) ?? [];
  return repository === undefined ? undefined : { repository, tag, digest };
}

/** The image of a service that is built from source: only a digest says which build runs. */
export function imageByDigest(value: unknown): string | Refusal {
  if (value === undefined) {
    return new Refusal(
      "an image by digest; only a stack `local` or `local-*` builds, and only on this machine",
      byDigest,
    );
  }
  const found = typeof value === "string" ? imageReference(value) : undefined;
  if (!found || typeof value !== "string") {
    return new Refusal("an image by digest: <repository>@sha256:<64 hexadecimal digits>", byDigest);
  }
  return found.digest ? value : new Refusal("the image by digest; another build can take over a tag", pin(value));
}

/** An image in place of the one that the system names. */
export function imageByTagOrDigest(value: unknown): string | Refusal {
  const found = typeof value === "string" ? imageReference(value) : undefined;
  if (typeof value === "string" && (found?.tag || found?.digest)) return value;
  return new Refusal("an image with a tag or a digest, such as postgres:15; leave it out for the system's own", remove);
}

const byDigest: Fix = (place) => {
  const example = `ghcr.io/acme/${place.path.at(-1)}@sha256:${"0123456789abcdef".repeat(4)}`;
  return `${set(example)(place)} (docker push prints the digest)`;
};

/** Asks the registry for the digest that a tag has now. */
const pin =
  (name: string): Fix =>
  (place) => {
    const image = quote(name);
    const digest = setTo(`"$(docker image inspect --format '{{index .RepoDigests 0}}' ${image})"`);
    return `docker pull ${image} && ${digest(place)}`;
  };
