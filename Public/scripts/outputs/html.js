/** HTML outputs: only in a frame of their own, which the server gives a policy of its own. */

import { make } from "../lib/dom.js";

/**
 * @param {string} run
 * @param {number} output its number
 * @param {string} title
 * @returns {HTMLIFrameElement}
 */
export function htmlFrame(run, output, title) {
  return make("iframe", {
    class: "html-frame",
    title: title || "Output",
    sandbox: "",
    loading: "lazy",
    referrerpolicy: "no-referrer",
    src: `/api/runs/${encodeURIComponent(run)}/frames/${output}`,
  });
}
