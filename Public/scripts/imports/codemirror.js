/** The editor library; loaded when the first editor is needed. */

const address = "/vendor/cm6/index.js";

/** @type {Promise<import("./vendor.d.ts").CodeMirror> | null} */
let loading = null;

/** @returns {Promise<import("./vendor.d.ts").CodeMirror>} */
export function loadCodeMirror() {
  loading ??= import(address);
  return loading;
}
