/** As which a deploy finds the containers that requests come through. */
export const PROXY = "proxy";
/** As which it finds what stands before them, in a stack whose proxies are replaced one beside the other. */
export const FORWARDER = "forwarder";

/**
 * Where a stack is reached inside its private /24, whether the proxy stands there or a forwarder before it: the first address that
 * Docker does not hand out by itself.
 */
export const entranceAddress = (subnet: string) => hostIn(subnet, 128);

/**
 * The addresses from which the proxy asks the services: that of the entrance or, behind a forwarder, the two that a proxy and its
 * successor take in turns.
 */
export const proxyAddresses = (subnet: string, forwarded: boolean): readonly string[] =>
  forwarded ? [253, 254].map((host) => hostIn(subnet, host)) : [entranceAddress(subnet)];

const hostIn = (subnet: string, host: number) => subnet.replace(/\.\d+\/24$/, `.${host}`);
