/** An output in the richest form that can be shown safely; its finding comes first, as a sentence. */

import { make } from "../lib/dom.js";
import { happensBeforeView } from "../schedule/happens-before.js";
import { explorationView } from "../schedule/exploration-view.js";
import { explorationType, readExploration } from "../schedule/model.js";
import { treeView } from "../schedule/tree.js";
import { waitGraphView } from "../schedule/wait-graph.js";
import { renderMarkdown } from "../lib/markdown.js";
import { vegaChart } from "./chart.js";
import { htmlFrame } from "./html.js";
import { save } from "./download.js";
import { fold, press } from "./nodes.js";
import { rasterPicture, svgPicture } from "./picture.js";
import { harmless } from "./plain-text.js";
import { readTable, tableNode, tableType } from "./table.js";

/** @typedef {import("../types.d.ts").RunOutput} RunOutput */
/** @typedef {import("../types.d.ts").Json} Json */
/** @typedef {import("../types.d.ts").RunLoader} RunLoader */

const vegaType = "application/vnd.vegalite.v5+json";
const rasterTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/**
 * @param {RunOutput} output
 * @param {{readonly id: string, readonly cell: string}} owner the run
 * @param {RunLoader | null} [loader]
 * @returns {{element: HTMLElement, close: () => void}}
 */
export function outputView(output, owner, loader = null) {
  const run = owner.id;
  const { bundle, title } = output;
  const plain = text(bundle["text/plain"]);
  const svg = text(bundle["image/svg+xml"]);
  const finding = findingOf(output);
  const element = make("figure", { class: "output" });
  // A drawn picture has its title inside.
  const isDrawn = svg !== "" && !(vegaType in bundle);
  if (title) element.append(make("figcaption", { class: isDrawn ? "for-readers" : "" }, title));
  if (finding) element.append(make("p", { class: "finding" }, finding));
  const picture = svg ? svgPicture(svg, finding || title || "Picture") : null;
  const raster = rasterTypes.find((type) => typeof bundle[type] === "string");
  const vega = bundle[vegaType];
  const exploration = readExploration(bundle[explorationType]);
  const table = readTable(bundle[tableType] ?? null);
  let close = () => {};
  let isPlain = false;
  if (typeof vega === "object" && vega !== null && !Array.isArray(vega)) {
    const document = /** @type {import("./chart.js").Document} */ (vega);
    const chart = vegaChart(document, picture ?? (plain ? preformatted(plain) : null));
    element.append(chart.element);
    close = chart.close;
  } else if (exploration) {
    const view = explorationView(exploration, {
      schedules: loader?.schedules ?? null,
      link: loader?.link ? (id) => loader.link?.(owner.cell, id) ?? "" : null,
      views: [
        {
          name: "Happens before",
          make: (schedule) => happensBeforeView(exploration, schedule),
        },
        { name: "Who waits", make: (schedule) => waitGraphView(exploration, schedule) },
        { name: "Tree", make: (schedule) => treeView(exploration, schedule) },
      ],
    });
    element.append(view.element);
    const follow = () => {
      const wanted = new URLSearchParams(location.hash.slice(1));
      const schedule = wanted.get("schedule");
      if (schedule && wanted.get("cell") === owner.cell) view.open(schedule);
    };
    // The output is not in the page yet.
    queueMicrotask(follow);
    addEventListener("hashchange", follow);
    close = () => {
      removeEventListener("hashchange", follow);
      view.close();
    };
  } else if (table) element.append(tableNode(table, title));
  else if (picture) element.append(picture);
  else if (raster) {
    element.append(rasterPicture(raster, text(bundle[raster]), finding || title || "Picture"));
  } else if (loader && text(bundle["text/html"]) !== "") {
    element.append(htmlFrame(loader.frame(run, output), title));
  } else if (typeof bundle["text/markdown"] === "string") {
    const host = make("div", { class: "markdown" });
    renderMarkdown(bundle["text/markdown"], null).then((node) => host.replaceChildren(node));
    element.append(host);
  } else {
    isPlain = true;
    if (plain) element.append(preformatted(plain));
  }
  if (plain && !isPlain && !table) {
    const words = fold("The same as text", (body) => body.replaceChildren(preformatted(plain)));
    element.append(words.element);
  }
  const files = fileButtons(output, run);
  if (files.length > 0) element.append(make("p", { class: "downloads" }, ...files));
  return { element, close };
}

/**
 * Data that came along, to take away.
 *
 * @param {RunOutput} output
 * @param {string} run
 * @returns {HTMLElement[]}
 */
function fileButtons({ bundle, name }, run) {
  const file = `${run}-${name}`;
  const csv = text(bundle["text/csv"]);
  const json = bundle["application/json"];
  return [
    ...(csv ? [press("Download CSV", () => save(`${file}.csv`, "text/csv", [csv]))] : []),
    ...(json !== undefined
      ? [press("Download JSON", () => {
        save(`${file}.json`, "application/json", [JSON.stringify(json, null, 1)]);
      })]
      : []),
  ];
}

/**
 * What a chart shows, in a sentence: its document carries it, and the text begins with it.
 *
 * @param {RunOutput} output
 * @returns {string}
 */
export function findingOf({ bundle, title }) {
  const vega = bundle[vegaType];
  if (typeof vega === "object" && vega !== null && !Array.isArray(vega)) {
    return text(/** @type {{readonly [key: string]: Json}} */ (vega)["description"]);
  }
  if (typeof bundle["image/svg+xml"] !== "string") return "";
  const lines = text(bundle["text/plain"]).split("\n").filter((line) => line.trim() !== "");
  const second = lines[0] === title ? lines[1] ?? "" : lines[0] ?? "";
  return /[.!?]$/.test(second.trim()) ? second.trim() : "";
}

/** @param {string} content */
function preformatted(content) {
  return make("pre", { class: "plain", tabindex: "0" }, harmless(content));
}

/**
 * Notebooks keep long texts as lists of lines.
 *
 * @param {Json | undefined} value
 * @returns {string}
 */
function text(value) {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.filter((line) => typeof line === "string").join("");
  return "";
}
