/** The editor library; loaded when the first editor is needed. */

import { library } from "./library.js";

/** @type {Promise<import("./vendor.d.ts").CodeMirror> | null} */
let loading = null;

/** @returns {Promise<import("./vendor.d.ts").CodeMirror>} */
export function loadCodeMirror() {
  loading ??= library("cm6/index.js");
  return loading;
}
