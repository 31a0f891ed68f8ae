/** The proxy's address in a stack's private /24: the first of those that Docker does not hand out by itself. */
export const proxyAddress = (subnet: string) => subnet.replace(/\.\d+\/24$/, ".128");
