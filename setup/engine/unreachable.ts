/** The host that serves Pulumi's releases does not answer, or will not serve them. */
export class Unreachable extends Error {}
