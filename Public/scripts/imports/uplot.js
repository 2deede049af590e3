/** The library of live charts; loaded when the first one is needed. */

const address = "/vendor/uplot.mjs";

/** @type {Promise<import("../outputs/charts.d.ts").PlotModule> | null} */
let loading = null;

/** @returns {Promise<import("../outputs/charts.d.ts").PlotModule>} */
export function loadUPlot() {
  loading ??= import(address);
  return loading;
}
