/** The release that the page, its style and its script all carry. */
export const release = "one";
