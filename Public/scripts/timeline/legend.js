/** What the colours and patterns mean, made with the same inks as the rows. */

import { make } from "../lib/dom.js";
import { band } from "./draw.js";
import { states } from "./records.js";
import { statesOf } from "./totals.js";

const meanings = [
  "running",
  "waiting for a lock",
  "holding a lock",
  "sleeping",
  "blocked",
  "mark",
  "spinning",
];

/** @returns {HTMLUListElement} */
export function legend() {
  return make("ul", { class: "legend", "aria-label": "States" });
}

/**
 * Shows the states that occur; with colours, their swatches too.
 *
 * @param {HTMLUListElement} list
 * @param {import("./model.js").Timeline} timeline
 * @param {import("./colours.js").Colours | null} [colours]
 * @param {number} [ratio]
 */
export function paintLegend(list, timeline, colours = null, ratio = 1) {
  const occurring = statesOf(timeline).filter((state) => state < states.length);
  if (list.children.length !== occurring.length || list.dataset["states"] !== occurring.join()) {
    list.dataset["states"] = occurring.join();
    list.replaceChildren(
      ...occurring.map((state) =>
        make("li", {}, make("canvas", { "aria-hidden": "true" }), meanings[state] ?? "")
      ),
    );
  }
  if (!colours) return;
  for (const [i, swatch] of list.querySelectorAll("canvas").entries()) {
    const state = occurring[i] ?? 0;
    const [width, height] = [Math.round(18 * ratio), Math.round(12 * ratio)];
    swatch.width = width;
    swatch.height = height;
    const image = new ImageData(width, height);
    const codes = new Uint8Array(width).fill(state + 1);
    band(new Uint32Array(image.data.buffer), width, 0, height, codes, colours.inks);
    swatch.getContext("2d")?.putImageData(image, 0, 0);
  }
}
