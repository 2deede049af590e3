/** The Markdown library. */

const address = "/vendor/markdown-it.mjs";

/** @returns {Promise<import("./vendor.d.ts").MarkdownModule>} */
export const loadMarkdownIt = () => import(address);
