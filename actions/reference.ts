/** The name under which an image that is built here is kept: the digest is that of what it is made from. */
export const builtReference = (stack: string, service: string, digest: string) => `${stack}/${service}:${digest}`;

/** The name of what an earlier stage of a build left: the built image's own, with the stage's number. */
export const stageReference = (built: string, stage: number) => `${built}-stage${stage}`;

/** The built image that a stage was made for; undefined when the name is not that of a stage. */
export function builtFromStage(reference: string): string | undefined {
  return /^(.+:[0-9a-f]{16})-stage\d+$/.exec(reference)?.[1];
}

/** A name as Docker lists it: `docker.io/library/redis:7@sha256:...` > `redis@sha256:...`, `redis` > `redis:latest`. */
export function listedReference(name: string): string {
  const familiar = name.replace(/^(index\.)?docker\.io\//, "").replace(/^library\//, "");
  if (familiar.includes("@")) return familiar.replace(/:[^/@]+@/, "@");
  return repositoryOf(familiar) === familiar ? `${familiar}:latest` : familiar;
}

/** `localhost:5000/redis:7` > `localhost:5000/redis`. */
export const repositoryOf = (reference: string) => reference.replace(/(@.*|:[^/]*)$/, "");
