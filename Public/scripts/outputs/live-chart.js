/** A chart that grows while its run goes on, with its points as a sentence and as a table. */

import { loadUPlot } from "../imports/uplot.js";
import { make, setText } from "../lib/dom.js";
import { watchSight } from "../lib/sight.js";
import { axisTitle, chartSentence, chartTable } from "./chart-words.js";
import { dataTable } from "./data-table.js";
import { fold } from "./nodes.js";
import { drawPlain } from "./plain-chart.js";
import { plot } from "./series.js";
import { dashes, readTheme, seriesLooks, watchTheme } from "./theme.js";
import { figure, tick } from "./wording.js";

/** @typedef {import("../types.d.ts").LiveChart} Chart */
/** @typedef {import("./charts.d.ts").PlotView} PlotView */
/** @typedef {import("./charts.d.ts").PlotClass} PlotClass */
/** @typedef {import("./series.js").Plot} Plot */

const height = 260;

const wholeSteps = Array.from({ length: 10 }, (_, i) => [1, 2, 5].map((step) => step * 10 ** i))
  .flat();

/** Words about a growing chart change at most this often (milliseconds). */
const wordsPause = 1000;

export class LiveChartView {
  #title = make("figcaption");
  #host = make("div", { class: "plot", "aria-hidden": "true" });
  #sentence = make("p", { class: "chart-sentence" });
  #table = dataTable();
  #fold = fold("Points as a table", (body) => {
    if (!body.hasChildNodes()) body.append(this.#table.element);
    if (this.#chart) this.#table.show(chartTable(this.#chart));
  });
  element = make(
    "figure",
    { class: "live-chart" },
    this.#title,
    this.#host,
    this.#sentence,
    this.#fold.element,
  );
  /** @type {Chart | null} */
  #chart = null;
  /** @type {Chart | null} */
  #drawn = null;
  /** @type {PlotView | null} */
  #view = null;
  /** The chart must be built anew when this changes. */
  #shape = "";
  /** @type {PlotClass | null | undefined} */
  #library;
  #frame = 0;
  #restUntil = 0;
  #wordsAt = -Infinity;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #wordsTimer = null;
  #visible = false;
  #sizes = new ResizeObserver(() => this.#resize());
  #endSight = watchSight(this.#host, 300, (isSeen) => {
    this.#visible = isSeen;
    if (isSeen) this.#schedule();
  });
  #endTheme = watchTheme(() => {
    this.#shape = "";
    this.#drawn = null;
    this.#schedule();
  });

  constructor() {
    this.#sizes.observe(this.#host);
    loadUPlot().then(
      (module) => this.#library = module.default,
      () => this.#library = null,
    ).then(() => this.#schedule());
  }

  /** @param {Chart} chart */
  show(chart) {
    if (this.#chart === chart) return;
    this.#chart = chart;
    setText(this.#title, chart.spec.title);
    this.element.dataset["kind"] = chart.spec.kind;
    this.#say();
    this.#schedule();
  }

  /** Takes it away for good. */
  close() {
    this.#sizes.disconnect();
    this.#endSight();
    this.#endTheme();
    this.#view?.destroy();
    if (this.#wordsTimer !== null) clearTimeout(this.#wordsTimer);
    cancelAnimationFrame(this.#frame);
    this.element.remove();
  }

  /** The words come late rather than often: they are read, and perhaps aloud. */
  #say() {
    if (this.#wordsTimer !== null) return;
    const wait = Math.max(0, this.#wordsAt + wordsPause - performance.now());
    this.#wordsTimer = setTimeout(() => {
      this.#wordsTimer = null;
      this.#wordsAt = performance.now();
      if (this.#chart) setText(this.#sentence, chartSentence(this.#chart));
      this.#fold.refresh();
    }, wait);
  }

  /** Draws with the next frame, or later if drawing takes long: the page has more to do. */
  #schedule() {
    this.#frame ||= requestAnimationFrame((now) => {
      this.#frame = 0;
      if (now < this.#restUntil) {
        this.#schedule();
        return;
      }
      const start = performance.now();
      this.#draw();
      const cost = performance.now() - start;
      this.#restUntil = cost > 4 ? start + 5 * cost : 0;
    });
  }

  #resize() {
    const width = this.#host.clientWidth;
    if (width === 0) return;
    if (this.#view) this.#view.setSize({ width, height });
    else {
      this.#drawn = null;
      this.#schedule();
    }
  }

  #draw() {
    const chart = this.#chart;
    const width = this.#host.clientWidth;
    const ready = this.#visible && this.#library !== undefined && width > 0;
    if (!chart || !ready || chart === this.#drawn) return;
    this.#drawn = chart;
    const plotted = plot(chart);
    if (this.#library === null) {
      drawPlain(this.#host, chart.spec, plotted, readTheme(this.element));
      return;
    }
    /** @type {import("./charts.d.ts").PlotColumn[]} */
    const data = [plotted.xs, ...plotted.ys];
    const counts = plotted.categories === null && plotted.xs.every(Number.isInteger);
    const shape = JSON.stringify([chart.key, plotted.names, plotted.categories, counts]);
    if (this.#view && shape === this.#shape) {
      this.#view.setData(data);
      return;
    }
    this.#shape = shape;
    this.#view?.destroy();
    this.#host.replaceChildren();
    if (!this.#library) return;
    const options = optionsFor(
      this.#library,
      chart,
      plotted,
      counts,
      readTheme(this.element),
      width,
    );
    this.#view = new this.#library(options, data, this.#host);
  }
}

/**
 * @param {PlotClass} library
 * @param {Chart} chart
 * @param {Plot} plotted
 * @param {boolean} counts whether x counts something: no ticks between whole numbers
 * @param {import("./theme.js").Theme} theme
 * @param {number} width
 * @returns {import("./charts.d.ts").PlotOptions}
 */
function optionsFor(library, { spec }, { names, categories }, counts, theme, width) {
  const font = `12px ${theme.font}`;
  const axis = {
    stroke: theme.faint,
    font,
    labelFont: font,
    labelSize: 20,
    labelGap: 4,
    ticks: { stroke: theme.grid, width: 1, size: 5 },
    grid: { stroke: theme.grid, width: 1 },
    values: (/** @type {object} */ _, /** @type {(number | null)[]} */ splits) =>
      splits.map((value) => value === null ? "" : tick(value)),
  };
  const xLog = spec.x.scale === "log" && !categories;
  return {
    width,
    height,
    padding: [10, 14, null, null],
    cursor: { drag: { x: false, y: false }, points: { size: 7 } },
    legend: { live: true },
    scales: {
      x: { time: false, distr: xLog ? 3 : 1, ...xRange(spec.kind, categories, counts && !xLog) },
      y: { distr: spec.y.scale === "log" ? 3 : 1, ...(spec.y.scale === "log" ? {} : yRange(spec)) },
    },
    axes: [
      {
        ...axis,
        label: axisTitle(spec.x),
        size: 30,
        ...(counts && !xLog ? { incrs: wholeSteps } : {}),
        ...(categories
          ? {
            splits: () => categories.map((_, i) => i),
            values: () => categories,
            grid: { show: false },
          }
          : {}),
      },
      { ...axis, label: axisTitle(spec.y), size: 64 },
    ],
    series: [
      { label: spec.x.label, value: reading(categories) },
      ...names.map((name, i) => ({
        label: name || spec.y.label,
        value: reading(null),
        spanGaps: true,
        ...look(library, spec.kind, names.length, i, theme),
      })),
    ],
  };
}

/** @param {string[] | null} categories */
function reading(categories) {
  return (/** @type {object} */ _, /** @type {number | null | undefined} */ value) => {
    if (typeof value !== "number") return "";
    return categories ? categories[Math.round(value)] ?? "" : figure(value, 4);
  };
}

/**
 * Bars and single points need room beside the first and last.
 *
 * @param {Chart["spec"]["kind"]} kind
 * @param {string[] | null} categories
 * @param {boolean} counts
 */
function xRange(kind, categories, counts) {
  if (categories) {
    return { range: () => /** @type {[number, number]} */ ([-0.6, categories.length - 0.4]) };
  }
  if (kind !== "bars" && !(kind === "scatter" && counts)) return {};
  return {
    range: (
      /** @type {object} */ _,
      /** @type {number} */ low,
      /** @type {number} */ high,
    ) => /** @type {[number, number]} */ ([low - 0.6, high + 0.6]),
  };
}

/**
 * Bars begin at zero; so do lines that would come near it anyway.
 *
 * @param {Chart["spec"]} spec
 */
function yRange({ kind }) {
  return {
    range: (/** @type {object} */ _, /** @type {number} */ low, /** @type {number} */ high) => {
      if (low === null || !Number.isFinite(low)) return /** @type {[number, number]} */ ([0, 1]);
      if (low === 0 && high === 0) return /** @type {[number, number]} */ ([0, 1]);
      const zero = kind === "bars" || low === 0 || (low > 0 && (low < high * 0.6 || low === high));
      const from = zero ? Math.min(0, low) : low;
      const room = (high - from || Math.abs(high) || 1) * 0.06;
      return /** @type {[number, number]} */ ([zero && low >= 0 ? 0 : from - room, high + room]);
    },
  };
}

/**
 * @param {PlotClass} library
 * @param {Chart["spec"]["kind"]} kind
 * @param {number} count
 * @param {number} index
 * @param {import("./theme.js").Theme} theme
 */
function look(library, kind, count, index, theme) {
  const stroke = theme.series[index % seriesLooks] ?? theme.text;
  const dash = dashes[index % seriesLooks] ?? [];
  switch (kind) {
    case "bars": {
      const paths = library.paths.bars({ size: [0.8 / count, 90], radius: 0.08 });
      return { stroke, width: 0, fill: stroke, paths, points: { show: false } };
    }
    case "scatter":
      return {
        stroke,
        paths: () => null,
        points: {
          show: true,
          size: 7,
          width: 1.5,
          stroke,
          fill: index % 2 ? "transparent" : stroke,
        },
      };
    case "step":
      return {
        stroke,
        width: 2,
        dash,
        paths: library.paths.stepped({ align: 1 }),
        points: { show: false },
      };
    case "line":
      return { stroke, width: 2, dash, points: { size: 6, fill: stroke } };
  }
}
