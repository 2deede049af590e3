/** HTML outputs: only in a frame of their own, which the server gives a policy of its own. */

import { make } from "../lib/dom.js";

/**
 * @param {string} address where the server shows it
 * @param {string} title
 * @returns {HTMLIFrameElement}
 */
export function htmlFrame(address, title) {
  return make("iframe", {
    class: "html-frame",
    title: title || "Output",
    sandbox: "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
    src: address,
  });
}
