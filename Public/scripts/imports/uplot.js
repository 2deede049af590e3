/** The library of live charts; loaded when the first one is needed. */

import { library } from "./library.js";

/** @type {Promise<import("../outputs/charts.d.ts").PlotModule> | null} */
let loading = null;

/** @returns {Promise<import("../outputs/charts.d.ts").PlotModule>} */
export function loadUPlot() {
  loading ??= library("uplot.mjs");
  return loading;
}
