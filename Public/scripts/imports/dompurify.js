/** The sanitiser. */

const address = "/vendor/dompurify.mjs";

/** @returns {Promise<import("./vendor.d.ts").PurifyModule>} */
export const loadDOMPurify = () => import(address);
