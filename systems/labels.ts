/** Labels that every Docker object of a stack carries; actions find their objects by them. */
export const label = {
  stack: "roadstead.stack",
  service: "roadstead.service",
  /** Digest of the definition that an object was made from. */
  release: "roadstead.release",
  /** Of a proxy that is not told anew while it runs, a digest of what it is told. */
  text: "roadstead.text",
  /** Secret versions a container holds: `postgres_password=1,redis_password=2`. */
  secrets: "roadstead.secrets",
  /** Of a job's container, the seconds that one run may take. */
  timeout: "roadstead.timeout",
  /** Of an image, the stack and service it was built for: under keys of their own, because containers inherit an image's labels. */
  imageStack: "roadstead.image.stack",
  imageService: "roadstead.image.service",
  /** `data` marks a volume that only `npm stop -- --volumes` removes. */
  keep: "roadstead.keep",
} as const;
