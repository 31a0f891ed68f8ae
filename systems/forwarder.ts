import type { BaseImage, Limits } from "./system";

/**
 * What stands before a proxy so that another one can start beside it: an nginx that passes TCP on. It takes two buffers of 16 KiB for
 * each connection.
 */
export const forwarder: { readonly image: BaseImage; readonly limits: Limits } = {
  image: { name: "nginx:1.30" },
  limits: { memoryMiB: 128, cpus: 1 },
};
