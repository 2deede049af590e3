/** The library of finished charts; loaded when the first one can be seen. */

const address = "/vendor/vega.mjs";

/** @type {Promise<import("../outputs/charts.d.ts").VegaModule> | null} */
let loading = null;

/** @returns {Promise<import("../outputs/charts.d.ts").VegaModule>} */
export function loadVega() {
  loading ??= import(address);
  return loading;
}
