/** Pictures: always as the source of an image, so that nothing in them can run. */

import { make } from "../lib/dom.js";

/**
 * @param {string} svg
 * @param {string} description
 * @returns {HTMLImageElement}
 */
export function svgPicture(svg, description) {
  const address = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  return make("img", { class: "picture", alt: description, src: address });
}

/**
 * @param {string} type
 * @param {string} base64
 * @param {string} description
 * @returns {HTMLImageElement}
 */
export function rasterPicture(type, base64, description) {
  const address = `data:${type};base64,${base64.replace(/\s/g, "")}`;
  return make("img", { class: "picture raster", alt: description, src: address });
}
