/** The library of finished charts; loaded when the first one can be seen. */

import { library } from "./library.js";

/** @type {Promise<import("../outputs/charts.d.ts").VegaModule> | null} */
let loading = null;

/** @returns {Promise<import("../outputs/charts.d.ts").VegaModule>} */
export function loadVega() {
  loading ??= library("vega.mjs");
  return loading;
}
