/**
 * The colours of the timeline, as the style sheet says (`nb-timeline [data-ink]`): the background of
 * a probe element is the colour, its text colour draws the pattern, or writes on a plain ink.
 */

import { ink } from "./draw.js";
import { firstOwner, ownerInks } from "./model.js";
import { states } from "./records.js";

/** @typedef {import("./draw.js").Ink} Ink */

/** A state is known by its pattern as well as by its colour. */
const patterns = /** @type {const} */ ({
  running: "solid",
  waiting: "rising",
  holding: "solid",
  sleeping: "dots",
  blocked: "level",
  mark: "solid",
  spinning: "upright",
});

/** Probes beside those of the states and owners. */
const plain = /** @type {const} */ (["paper", "stripe", "grid", "text", "faint", "choice"]);

/**
 * @typedef {object} Colours
 * @property {(Ink | undefined)[]} inks by code
 * @property {string[]} texts by code: what can be read on a plain ink; not set for patterns
 * @property {Record<(typeof plain)[number], string>} plain
 * @property {Record<(typeof plain)[number], number>} packed
 */

/**
 * Makes the elements whose style is read; they are never seen.
 *
 * @returns {HTMLElement}
 */
export function probes() {
  const host = document.createElement("div");
  host.hidden = true;
  const owners = Array.from({ length: ownerInks }, (_, i) => `owner${i}`);
  for (const name of [...states, ...owners, ...plain]) {
    const probe = document.createElement("i");
    probe.dataset["ink"] = name;
    host.append(probe);
  }
  return host;
}

/**
 * Reads the colours that hold now.
 *
 * @param {HTMLElement} host what `probes` made, in the document
 * @param {number} ratio device pixels per CSS pixel
 * @returns {Colours}
 */
export function readColours(host, ratio) {
  const styles = new Map(
    Array.from(host.children, (probe) => {
      const { backgroundColor, color } = getComputedStyle(probe);
      return [probe.getAttribute("data-ink") ?? "", [backgroundColor, color]];
    }),
  );
  const colour = (/** @type {string} */ name, second = false) =>
    styles.get(name)?.[second ? 1 : 0] ?? "gray";
  /** @type {Colours} */
  const colours = {
    inks: [],
    texts: [],
    plain: { paper: "", stripe: "", grid: "", text: "", faint: "", choice: "" },
    packed: { paper: 0, stripe: 0, grid: 0, text: 0, faint: 0, choice: 0 },
  };
  for (const [code, state] of states.entries()) {
    const base = colour(state);
    if (patterns[state] === "solid") colours.texts[code] = colour(state, true);
    colours.inks[code] = ink(patterns[state], pack(base), pack(colour(state, true)), ratio);
  }
  for (let i = 0; i < ownerInks; i++) {
    const base = colour(`owner${i}`);
    colours.texts[firstOwner + i] = colour(`owner${i}`, true);
    colours.inks[firstOwner + i] = ink("solid", pack(base), 0, ratio);
  }
  for (const name of plain) {
    colours.plain[name] = colour(name);
    colours.packed[name] = pack(colour(name));
  }
  return colours;
}

/** @type {OffscreenCanvasRenderingContext2D | null} */
let resolver = null;

/**
 * A CSS colour of any notation as one pixel.
 *
 * @param {string} colour
 * @returns {number}
 */
function pack(colour) {
  resolver ??= new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!resolver) return 0xff808080;
  resolver.clearRect(0, 0, 1, 1);
  resolver.fillStyle = colour;
  resolver.fillRect(0, 0, 1, 1);
  return new Uint32Array(resolver.getImageData(0, 0, 1, 1).data.buffer)[0] ?? 0;
}
