/** Parts that several views have. */

import { make } from "../lib/dom.js";

/**
 * A button with a text that does something.
 *
 * @param {string} text
 * @param {() => void} action
 * @param {Record<string, string | boolean>} [attributes]
 * @returns {HTMLButtonElement}
 */
export function press(text, action, attributes = {}) {
  const element = make("button", { type: "button", ...attributes }, text);
  element.addEventListener("click", action);
  return element;
}

/**
 * A part that is filled when it is opened for the first time, and again by `refresh` while open.
 *
 * @param {string} title
 * @param {(body: HTMLElement) => void} fill
 * @returns {{element: HTMLDetailsElement, refresh: () => void}}
 */
export function fold(title, fill) {
  const body = make("div");
  const element = make("details", {}, make("summary", {}, title), body);
  const refresh = () => {
    if (element.open) fill(body);
  };
  element.addEventListener("toggle", refresh);
  return { element, refresh };
}
