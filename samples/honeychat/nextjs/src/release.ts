/** The release that the browser's bundle says it is. */
export const release = "one";
