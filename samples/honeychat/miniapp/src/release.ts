/** The release that this bundle says it is. */
export const release = "one";
