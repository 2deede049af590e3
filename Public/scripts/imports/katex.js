/** The mathematics library and its styles; loaded when the first formula is met. */

import { library, libraryStyles } from "./library.js";

/** @type {Promise<import("./vendor.d.ts").KatexModule> | null} */
let loading = null;

/** @returns {Promise<import("./vendor.d.ts").KatexModule>} */
export function loadKatex() {
  loading ??= load();
  return loading;
}

/** @returns {Promise<import("./vendor.d.ts").KatexModule>} */
async function load() {
  /** @type {import("./vendor.d.ts").KatexModule} */
  const katex = await library("katex/katex.mjs");
  libraryStyles("katex/katex.min.css");
  return katex;
}
