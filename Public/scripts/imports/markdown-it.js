/** The Markdown library. */

import { library } from "./library.js";

/** @returns {Promise<import("./vendor.d.ts").MarkdownModule>} */
export const loadMarkdownIt = () => library("markdown-it.mjs");
