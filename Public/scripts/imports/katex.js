/** The mathematics library; loaded when the first formula is met. */

const address = "/vendor/katex/katex.mjs";

/** @type {Promise<import("./vendor.d.ts").KatexModule> | null} */
let loading = null;

/** @returns {Promise<import("./vendor.d.ts").KatexModule>} */
export function loadKatex() {
  loading ??= import(address);
  return loading;
}
