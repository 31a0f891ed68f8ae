import type { BuiltImage } from "./system";

/** What a built image is called: `samples/honeychat` + `api/Dockerfile` > `api`. */
export const imageName = ({ context, dockerfile }: BuiltImage) => dockerfile.split("/").at(-2) ?? context;
