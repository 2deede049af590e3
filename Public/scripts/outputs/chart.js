/** A finished chart, drawn by Vega-Lite when it can be seen; until then, and without it, a picture. */

import { loadVega } from "../imports/vega.js";
import { make } from "../lib/dom.js";
import { watchSight } from "../lib/sight.js";
import { dashes, readTheme, watchTheme } from "./theme.js";

/** @typedef {{readonly [key: string]: import("../types.d.ts").Json}} Document */

/**
 * @param {Document} document a Vega-Lite 5 document
 * @param {HTMLElement | null} fallback what is shown when the library is missing
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function vegaChart(document, fallback) {
  const host = make("div", { class: "vega-host" });
  const element = make("div", { class: "finished-chart" }, host);
  /** @type {{finalize(): void} | null} */
  let view = null;
  let wanted = false;
  let busy = false;

  async function draw() {
    wanted = true;
    if (busy) return;
    busy = true;
    while (wanted) {
      wanted = false;
      try {
        const { vegaEmbed } = await loadVega();
        view?.finalize();
        view = await vegaEmbed(host, framed(document), {
          ast: true,
          actions: false,
          renderer: "canvas",
          mode: "vega-lite",
          defaultStyle: false,
          logLevel: 1,
          tooltip: { disableDefaultStyle: true },
          loader: closed,
          config: config(element),
        });
        element.setAttribute("drawn", "");
      } catch {
        view = null;
        host.replaceChildren(...(fallback ? [fallback] : []));
        element.toggleAttribute("missing", fallback === null);
      }
    }
    busy = false;
  }

  const endSight = watchSight(element, 400, (isSeen) => {
    if (!isSeen) return;
    endSight();
    draw();
  });
  const endTheme = watchTheme(() => {
    if (view) draw();
  });
  return {
    element,
    close() {
      endSight();
      endTheme();
      view?.finalize();
    },
  };
}

/** A chart brings its data along; nothing is fetched for it. */
const closed = {
  load: () => Promise.reject(new Error("Charts do not load anything.")),
  sanitize: () => Promise.reject(new Error("Charts do not link to anything.")),
};

/**
 * As wide as its place; the title stands in the page's own text.
 *
 * @param {Document} document
 * @returns {object}
 */
export function framed(document) {
  const { title: _, ...rest } = document;
  const single = !["hconcat", "vconcat", "concat", "repeat", "facet"].some((key) => key in rest);
  if (!single) return rest;
  return { ...rest, width: "container", autosize: { type: "fit-x", contains: "padding" } };
}

/** @param {Element} host */
function config(host) {
  const { series, text, faint, grid, font } = readTheme(host);
  const title = { titleColor: faint, titleFontWeight: 500, titleFontSize: 12, titlePadding: 8 };
  return {
    background: "transparent",
    font,
    padding: 4,
    view: { stroke: null },
    axis: {
      domainColor: grid,
      gridColor: grid,
      gridOpacity: 0.7,
      tickColor: grid,
      labelColor: faint,
      labelFontSize: 12,
      ...title,
    },
    legend: { labelColor: text, labelFontSize: 12, ...title },
    range: { category: series, symbol: undefined, strokeDash: dashes },
    mark: { color: series[0] },
    rule: { color: faint },
    text: { color: text },
  };
}
