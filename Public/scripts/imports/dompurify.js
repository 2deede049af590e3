/** The sanitiser. */

import { library } from "./library.js";

/** @returns {Promise<import("./vendor.d.ts").PurifyModule>} */
export const loadDOMPurify = () => library("dompurify.mjs");
