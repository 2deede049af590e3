/** HTML outputs: only in a frame of their own, without scripts and without the network. */

import { make } from "../lib/dom.js";

/**
 * @param {import("../types.d.ts").FrameContent} content
 * @param {string} title
 * @returns {HTMLIFrameElement}
 */
export function htmlFrame(content, title) {
  return make("iframe", {
    class: "html-frame",
    title: title || "Output",
    sandbox: "",
    // What is there already need not wait.
    loading: "src" in content ? "lazy" : "eager",
    referrerpolicy: "no-referrer",
    ...content,
  });
}
